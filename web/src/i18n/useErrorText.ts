/** An error in the person's language: what happened and what to do. */
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/http";

export function useErrorText(): (error: unknown) => string {
  const { t, i18n } = useTranslation("errors");
  return (error) => {
    if (!(error instanceof ApiError)) return t("unknown");
    if (error.code === "too_many_requests" && error.seconds >= WORTH_SAYING)
      return t("wait", { time: duration(error.seconds, i18n.language) });
    return t(error.code);
  };
}

/** Seconds from which on it is worth to say how long; below, "a moment" is true. */
const WORTH_SAYING = 5;
const MINUTE = 60;

/** "40 seconds", "5 minutes", rounded up. */
function duration(seconds: number, language: string): string {
  const [value, unit] = seconds < 2 * MINUTE ? [seconds, "second"] : [Math.ceil(seconds / MINUTE), "minute"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(value);
}
