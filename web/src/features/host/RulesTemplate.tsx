/** For hosts with an account: keeps the rules of this meeting as a template, to plan or start others with. */
import { useTranslation } from "react-i18next";
import { useCall, useSession } from "@/features/call/context";
import { SaveTemplate } from "@/features/templates/SaveTemplate";

/** Minutes that meetings from it are planned for, until somebody changes the template. */
const USUAL_MINUTES = 30;

export default function RulesTemplate() {
  const { t } = useTranslation("templates");
  const { meeting } = useCall();
  const title = useSession(({ room }) => room.title);
  const kept = { title, agenda: "", minutes: USUAL_MINUTES, early_minutes: null, rules_of: meeting.id };
  return <SaveTemplate kept={kept} label={t("save.rules")} />;
}
