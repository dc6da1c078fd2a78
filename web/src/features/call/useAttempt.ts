/** Runs something that may fail; a failure is said at once, with a button that tries the same again. */
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/i18n/useErrorText";
import { toast } from "@/ui/toasts";

/** `kind` names the action: a second failure of the same replaces the first note. Answers whether it worked. */
export function useAttempt(): (kind: string, act: () => Promise<unknown>) => Promise<boolean> {
  const { t } = useTranslation("call");
  const words = useErrorText();
  return async function attempt(kind, act) {
    try {
      await act();
      return true;
    } catch (error) {
      toast({
        kind: `failed:${kind}`,
        text: words(error),
        tone: "danger",
        action: { label: t("retry"), run: () => void attempt(kind, act) },
      });
      return false;
    }
  };
}
