/** An error in the person's language: what happened and what to do. */
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/http";

export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation("errors");
  return (error) => t(error instanceof ApiError ? error.code : "unknown");
}
