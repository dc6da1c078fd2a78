/** What the site is called and how it looks: name, colour and logo, with a preview of what everybody will see. */
import { IconRestore } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { changeLook, type Look, setLogo, siteLook, tryAccent } from "@/api/branding";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { learnBrand } from "@/platform/brand";
import { Button } from "@/ui/Button";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/toasts";
import { Answer } from "../Answer";
import { AskDialog } from "../AskDialog";
import { SectionPage } from "../SectionPage";
import { useAsked } from "../useAsked";
import styles from "./Branding.module.css";
import { ColourField } from "./ColourField";
import { colourOf } from "./colour";
import { LogoPart } from "./LogoPart";
import { Preview } from "./Preview";
import { useTrial } from "./useTrial";
import { Verdict } from "./Verdict";

/** Characters; the server takes no more. */
const NAME_MAX = 40;
/** How the site looks that nobody has touched. */
const OWN = { name: "Rapat", accent: "" };

export default function BrandingSection() {
  const { t } = useTranslation("branding");
  const asked = useAsked(siteLook);
  return (
    <SectionPage title={t("title")} lead={t("lead")}>
      <Answer to={asked}>{(look) => <Branding at={look} />}</Answer>
    </SectionPage>
  );
}

/** `at`: the look when the page was opened. */
function Branding({ at }: { at: Look }) {
  const { t } = useTranslation("branding");
  const [look, setLook] = useState(at);
  const [name, setName] = useState(at.name);
  const [text, setText] = useState(at.accent);
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useSubmit();
  const colour = colourOf(text);
  const { trial, late, problem: untried } = useTrial(colour);

  const taken = async (now: Look) => {
    setLook(now);
    await learnBrand();
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (colour === null) return;
    void run(async () => {
      // Asked anew: the press may have come before the answer about this colour.
      const accent = colour && ((await tryAccent(colour)).accent.fill ?? "");
      const now = await changeLook({ name, accent });
      setName(now.name);
      setText(now.accent);
      await taken(now);
      toast({ kind: "saved", text: t("saved") });
    });
  };
  const reset = async () => {
    const now = await changeLook(OWN);
    await taken(look.logo ? await setLogo(null) : now);
    setName(OWN.name);
    setText(OWN.accent);
    setAsking(false);
  };

  const touched = look.name !== OWN.name || look.accent !== OWN.accent || look.logo !== "";
  return (
    <>
      <form className={styles.form} onSubmit={save}>
        <div className={styles.part}>
          <TextField
            label={t("name")}
            required
            maxLength={NAME_MAX}
            value={name}
            autoComplete="off"
            hint={t("nameHint")}
            onChange={(event) => setName(event.target.value)}
          />
          <ColourField text={text} onText={setText} />
          <div className={styles.words} aria-live="polite">
            {!late && untried === null && <Verdict trial={trial} />}
          </div>
          <Problem of={late ? null : untried} />
        </div>
        <Preview name={name} logo={look.logo} accent={trial?.accent ?? null} />
        <Problem of={problem} />
        <Button type="submit" kind="primary" className={styles.act} busy={busy}>
          {t("save")}
        </Button>
      </form>
      <LogoPart logo={look.logo} onLook={taken} />
      {touched && (
        <Button kind="quiet" icon={<IconRestore />} className={styles.act} onClick={() => setAsking(true)}>
          {t("reset.open")}
        </Button>
      )}
      {asking && (
        <AskDialog title={t("reset.title")} act={t("reset.act")} onAct={reset} onClose={() => setAsking(false)}>
          <p>{t("reset.text", { name: look.name })}</p>
        </AskDialog>
      )}
    </>
  );
}
