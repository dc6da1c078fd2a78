/**
 * A link that is used once: the first owner, an invitation, or a new password. The secret stands behind the # of the
 * address, so it is in no log of any server.
 */
import { IconLinkOff } from "@tabler/icons-react";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { acceptLink, lookAtLink, type OpenedLink } from "@/api/accounts";
import { ApiError } from "@/api/http";
import { Frame } from "@/features/home/Frame";
import { Waiting } from "@/features/home/Waiting";
import { useErrorText } from "@/i18n/useErrorText";
import { goTo } from "@/platform/navigation";
import { languageNow } from "@/platform/preferences";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { TextField } from "@/ui/TextField";
import styles from "./Form.module.css";
import { setMe } from "./me";
import { Page } from "./Page";
import { isLongEnough, PasswordField } from "./PasswordField";
import { Problem } from "./Problem";
import { useSubmit } from "./useSubmit";

export default function WelcomeScreen() {
  const [secret] = useState(() => window.location.hash.slice(1));
  const [opened, setOpened] = useState<OpenedLink>();
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    let here = true;
    lookAtLink(secret).then(
      (found) => here && setOpened(found),
      (error: unknown) => here && setProblem(error),
    );
    return () => {
      here = false;
    };
  }, [secret]);
  if (problem !== null) return <Spent problem={problem} />;
  if (opened === undefined)
    return (
      <Frame>
        <Waiting />
      </Frame>
    );
  return <Accept secret={secret} opened={opened} onSpent={setProblem} />;
}

interface AcceptProps {
  secret: string;
  opened: OpenedLink;
  onSpent(problem: unknown): void;
}

function Accept({ secret, opened, onSpent }: AcceptProps) {
  const { t } = useTranslation("account");
  const [name, setName] = useState(opened.name);
  const [email, setEmail] = useState(opened.email);
  const [password, setPassword] = useState("");
  const [short, setShort] = useState(false);
  const { busy, problem, run } = useSubmit();
  const { purpose } = opened;

  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isLongEnough(password)) {
      setShort(true);
      return;
    }
    void run(async () => {
      const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const about = purpose === "reset" ? {} : { name, language: languageNow(), time_zone };
      try {
        setMe(await acceptLink(secret, { password, ...about, ...(purpose === "owner" ? { email } : {}) }));
        goTo("/");
      } catch (error) {
        if (isSpent(error)) onSpent(error);
        else throw error;
      }
    });
  };

  return (
    <Page title={t(`welcome.${purpose}.title`)} lead={t(`welcome.${purpose}.lead`)}>
      <form className={styles.form} onSubmit={send}>
        {purpose !== "reset" && (
          <TextField
            label={t("name")}
            required
            maxLength={64}
            value={name}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
          />
        )}
        <TextField
          label={t("email")}
          type="email"
          required
          readOnly={purpose !== "owner"}
          value={email}
          autoComplete="username"
          autoCapitalize="off"
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField
          fresh
          label={t("password.new")}
          required
          value={password}
          error={short ? t("password.short") : undefined}
          onChange={(event) => {
            setPassword(event.target.value);
            setShort(false);
          }}
        />
        <Problem of={problem} />
        <Button type="submit" kind="primary" size="l" wide busy={busy}>
          {t(`welcome.${purpose}.act`)}
        </Button>
      </form>
    </Page>
  );
}

function isSpent(problem: unknown): boolean {
  return problem instanceof ApiError && problem.code === "link_spent";
}

function Spent({ problem }: { problem: unknown }) {
  const { t } = useTranslation("account");
  const errorText = useErrorText();
  const spent = isSpent(problem);
  return (
    <Frame>
      <Notice
        icon={<IconLinkOff />}
        title={spent ? t("welcome.spent") : t("welcome.failed")}
        actions={
          spent ? (
            <Button kind="primary" size="l" onClick={() => goTo("/sign-in")}>
              {t("signIn.act")}
            </Button>
          ) : (
            <Button kind="primary" size="l" onClick={() => window.location.reload()}>
              {t("welcome.again")}
            </Button>
          )
        }
      >
        {spent ? t("welcome.spentText") : errorText(problem)}
      </Notice>
    </Frame>
  );
}
