/** Asked once before something is done to a person. Stands beside the screens, not inside the tile or row that asked. */
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "@/api/meetings";
import type { Participant } from "@/call/state";
import { useCall, useSession, useView } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import type { Question } from "@/features/call/view";
import { Button } from "@/ui/Button";
import { Choices } from "@/ui/Choices";
import { Dialog } from "@/ui/Dialog";
import { Switch } from "@/ui/Switch";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/toasts";
import styles from "./Questions.module.css";
import { useModeration } from "./useModeration";

interface Asked {
  person: Participant;
  onClose(): void;
}

/** Characters; the server refuses more. */
const LONGEST_NAME = 60;
const LONGEST_REPORT = 1_000;
const DIALOGS: Record<Question["what"], (asked: Asked) => ReactNode> = {
  remove: (asked) => <Remove {...asked} />,
  report: (asked) => <Report {...asked} />,
  rename: (asked) => <Rename {...asked} />,
  role: (asked) => <ChangeRole {...asked} />,
};

export function Questions() {
  const { view } = useCall();
  const question = useView((state) => state.question);
  const person = useSession(({ participants }) => participants.find(({ identity }) => identity === question?.identity));
  return question && person
    ? DIALOGS[question.what]({ person, onClose: () => view.setState({ question: null }) })
    : null;
}

type Way = "good" | "back" | "wait";

function Remove({ person, onClose }: Asked) {
  const { t } = useTranslation(["people", "host"]);
  const { server } = useCall();
  const { remove, sendBack } = useModeration();
  const attempt = useAttempt();
  const [way, setWay] = useState<Way>("good");
  const [newcomers, setNewcomers] = useState(false);
  const run = async () => {
    if (way === "wait") return sendBack(person);
    if ((await remove(person, way === "back")) && newcomers)
      await attempt("rules", () => server.host.changeRules({ entry: "invited", others: "wait" }));
  };
  return (
    <Ask
      title={t("people:remove.title", { name: nameOf(person, t("people:nameless")) })}
      onClose={onClose}
      run={run}
      act={t("people:remove.confirm")}
      danger
    >
      <Choices
        label={t("host:remove.how")}
        value={way}
        options={[
          { value: "good", label: t("host:remove.good"), hint: t("people:remove.text") },
          { value: "back", label: t("host:remove.back"), hint: t("host:remove.backHint") },
          { value: "wait", label: t("host:remove.wait"), hint: t("host:remove.waitHint") },
        ]}
        onChange={(chosen) => setWay(chosen)}
      />
      {way === "good" && (
        <Switch
          label={t("host:remove.newcomers")}
          hint={t("host:remove.why")}
          checked={newcomers}
          onChange={setNewcomers}
        />
      )}
    </Ask>
  );
}

function Report({ person, onClose }: Asked) {
  const { t } = useTranslation(["people", "host"]);
  const { server } = useCall();
  const attempt = useAttempt();
  const [text, setText] = useState("");
  const run = async () => {
    if (await attempt("report", () => server.host.report(person.identity, text)))
      toast({ kind: "report", text: t("host:report.done") });
  };
  return (
    <Ask
      title={t("host:report.title", { name: nameOf(person, t("people:nameless")) })}
      onClose={onClose}
      run={run}
      act={t("host:report.send")}
    >
      <p>{t("host:report.text")}</p>
      <TextField
        label={t("host:report.what")}
        value={text}
        maxLength={LONGEST_REPORT}
        onChange={(event) => setText(event.target.value)}
      />
    </Ask>
  );
}

function Rename({ person, onClose }: Asked) {
  const { t } = useTranslation(["people", "host"]);
  const { server } = useCall();
  const attempt = useAttempt();
  const [name, setName] = useState(person.name);
  const run = async () => {
    if (name.trim() !== "") await attempt("rename", () => server.host.rename(person.identity, name.trim()));
  };
  return (
    <Ask title={t("host:rename.title")} onClose={onClose} run={run} act={t("host:rename.save")}>
      <TextField
        label={t("host:rename.name")}
        value={name}
        maxLength={LONGEST_NAME}
        data-first
        onChange={(event) => setName(event.target.value)}
      />
    </Ask>
  );
}

const ROLES: readonly Role[] = ["participant", "observer", "cohost", "host"];

function ChangeRole({ person, onClose }: Asked) {
  const { t } = useTranslation(["people", "host"]);
  const { server } = useCall();
  const { setRole } = useModeration();
  const attempt = useAttempt();
  const [role, choose] = useState(person.role);
  const run = async () => {
    if (role === "host") await attempt("role", () => server.host.transfer(person.identity));
    else if (role !== person.role) setRole(person, role);
  };
  return (
    <Ask
      title={t("host:role.title", { name: nameOf(person, t("people:nameless")) })}
      onClose={onClose}
      run={run}
      act={t("host:rename.save")}
    >
      <Choices
        label={t("host:role.label")}
        value={role}
        options={ROLES.map((value) => ({ value, label: t(`host:role.${value}`), hint: t(`host:role.hint.${value}`) }))}
        onChange={(chosen) => choose(chosen)}
      />
    </Ask>
  );
}

interface AskProps {
  title: string;
  act: string;
  danger?: boolean;
  run(): Promise<void>;
  onClose(): void;
  children: ReactNode;
}

function Ask({ title, act, danger, run, onClose, children }: AskProps) {
  const { t } = useTranslation("people");
  const [busy, setBusy] = useState(false);
  const form = useId();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    await run();
    onClose();
  };
  return (
    <Dialog
      title={title}
      size="s"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("remove.cancel")}</Button>
          <Button kind={danger ? "danger" : "primary"} type="submit" form={form} busy={busy}>
            {act}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.stack} onSubmit={(event) => void submit(event)}>
        {children}
      </form>
    </Dialog>
  );
}

function nameOf({ name }: Participant, nameless: string): string {
  return name || nameless;
}
