/** Puts the link of the meeting on the clipboard and says so. */
import { useTranslation } from "react-i18next";
import { copyText } from "@/platform/clipboard";
import { toast } from "@/ui/toasts";
import { useCall } from "./context";

export function useInvite(): () => Promise<void> {
  const { t } = useTranslation("call");
  const { meeting } = useCall();
  return async () => {
    const copied = await copyText(meeting.link);
    toast({ kind: "invite", text: copied ? t("invite.copied") : t("invite.byHand", { link: meeting.link }) });
  };
}
