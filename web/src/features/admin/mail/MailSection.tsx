/** By what letters go: who set it, a letter to try it, and the form that sets it here. */
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type MailServer, mailServer } from "@/api/mail";
import { Answer } from "../Answer";
import { SectionPage } from "../SectionPage";
import { useAsked } from "../useAsked";
import { isChanged, typedOf } from "./form";
import { MailForm } from "./MailForm";
import { Standing } from "./Standing";

export default function MailSection() {
  const { t } = useTranslation("mail");
  const asked = useAsked(mailServer);
  return (
    <SectionPage title={t("title")} lead={t("lead")}>
      <Answer to={asked}>{(found) => <Mail found={found} />}</Answer>
    </SectionPage>
  );
}

function Mail({ found }: { found: MailServer }) {
  const [server, setServer] = useState(found);
  const [typed, setTyped] = useState(() => typedOf(found));
  const standing = useRef<HTMLDivElement>(null);
  const take = (now: MailServer) => {
    setServer(now);
    setTyped(typedOf(now));
  };
  const save = (now: MailServer) => {
    take(now);
    // What one does next, trying it, stands above a form that is higher than a phone.
    standing.current?.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <div ref={standing}>
        <Standing server={server} unsaved={isChanged(typed, server)} onForgotten={take} />
      </div>
      <MailForm server={server} typed={typed} onTyped={setTyped} onSaved={save} />
    </>
  );
}
