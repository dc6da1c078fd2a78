/**
 * The page behind the link in an invitation's letter: says what one is invited to and takes yes, maybe or no, without
 * an account. Opening it answers nothing. The secret stands behind the # of the address, so it is in no log.
 */
import { IconLinkOff } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/http";
import type { Answer } from "@/api/plans";
import { type Asked, lookAtReply, sendReply } from "@/api/replies";
import { Page } from "@/features/account/Page";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { Frame } from "@/features/home/Frame";
import { Waiting } from "@/features/home/Waiting";
import { useErrorText } from "@/i18n/useErrorText";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import styles from "./AnswerScreen.module.css";

const ANSWERS: readonly Exclude<Answer, "open">[] = ["yes", "maybe", "no"];

export default function AnswerScreen() {
  const [secret] = useState(() => window.location.hash.slice(1));
  const [asked, setAsked] = useState<Asked>();
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    let here = true;
    lookAtReply(secret).then(
      (found) => here && setAsked(found),
      (error: unknown) => here && setProblem(error),
    );
    return () => {
      here = false;
    };
  }, [secret]);
  if (problem !== null) return <Gone problem={problem} />;
  if (asked === undefined)
    return (
      <Frame>
        <Waiting />
      </Frame>
    );
  return <Question secret={secret} asked={asked} onGone={setProblem} />;
}

interface QuestionProps {
  secret: string;
  asked: Asked;
  onGone(problem: unknown): void;
}

function Question({ secret, asked, onGone }: QuestionProps) {
  const { t, i18n } = useTranslation("calendar");
  const [given, setGiven] = useState(asked.answer);
  const { busy, problem, run } = useSubmit();
  const starts = new Date(asked.starts);
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: "full", timeStyle: "short" });
  const send = (answer: Answer) =>
    void run(async () => {
      try {
        await sendReply(secret, answer);
        setGiven(answer);
      } catch (error) {
        if (isGone(error)) onGone(error);
        else throw error;
      }
    });
  return (
    <Page title={asked.title} lead={t("reply.lead", { owner: asked.owner, address: asked.address })}>
      <div className={styles.stack}>
        <p className={styles.when}>
          {when.formatRange(starts, new Date(starts.getTime() + asked.minutes * 60_000))}
          {asked.repeats && <span className={styles.soft}>{t("repeated")}</span>}
        </p>
        {asked.agenda && <p className={styles.agenda}>{asked.agenda}</p>}
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a row in every browser. */}
        <div role="group" aria-label={t("answer.label")}>
          <h2 className={styles.question}>{t("answer.label")}</h2>
          <div className={styles.answers}>
            {ANSWERS.map((answer) => (
              <Button
                key={answer}
                size="l"
                kind={given === answer ? "primary" : "secondary"}
                aria-pressed={given === answer}
                busy={busy}
                onClick={() => send(answer)}
              >
                {t(`answer.${answer}`)}
              </Button>
            ))}
          </div>
        </div>
        <p role="status" className={styles.soft}>
          {given !== "open" && t("reply.done", { answer: t(`answer.${given}`) })}
        </p>
        <Problem of={problem} />
        <a className={styles.link} href={`/m/${encodeURIComponent(asked.meeting)}`}>
          {t("reply.join")}
        </a>
      </div>
    </Page>
  );
}

function isGone(problem: unknown): boolean {
  return problem instanceof ApiError && problem.status === 404;
}

function Gone({ problem }: { problem: unknown }) {
  const { t } = useTranslation("calendar");
  const errorText = useErrorText();
  return (
    <Frame>
      <Notice icon={<IconLinkOff />} title={t("reply.gone")}>
        {isGone(problem) ? t("reply.goneText") : errorText(problem)}
      </Notice>
    </Frame>
  );
}
