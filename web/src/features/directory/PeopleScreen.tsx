/** The people of the site, for those who manage them: find, invite, import, change. */
import { IconFileImport, IconSearch, IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PersonCard, PersonLink } from "@/api/directory";
import { NeedsAccount } from "@/features/account/NeedsAccount";
import { Page } from "@/features/account/Page";
import { Problem } from "@/features/account/Problem";
import NotFoundScreen from "@/features/home/NotFoundScreen";
import { Button } from "@/ui/Button";
import { Spinner } from "@/ui/Spinner";
import { TextField } from "@/ui/TextField";
import { ImportDialog } from "./ImportDialog";
import { InviteDialog } from "./InviteDialog";
import { LinkDialog } from "./LinkDialog";
import styles from "./PeopleScreen.module.css";
import { PersonLine } from "./PersonLine";
import { usePeople } from "./usePeople";

/** A link that was made and must be handed over. */
export interface HandOver {
  person: PersonCard;
  link: PersonLink;
}

export default function PeopleScreen() {
  return (
    <NeedsAccount>{(me) => (me.rights.includes("manage_people") ? <Directory /> : <NotFoundScreen />)}</NeedsAccount>
  );
}

function Directory() {
  const { t } = useTranslation("account");
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState<"invite" | "import" | null>(null);
  const [made, setMade] = useState<HandOver | null>(null);
  const list = usePeople(typed);

  const acts = (
    <>
      <Button icon={<IconFileImport />} onClick={() => setAsked("import")}>
        {t("people.import")}
      </Button>
      <Button kind="primary" icon={<IconUserPlus />} onClick={() => setAsked("invite")}>
        {t("people.invite")}
      </Button>
    </>
  );
  return (
    <Page title={t("people.title")} width="wide" acts={acts}>
      <TextField
        label={t("people.search")}
        labelHidden
        placeholder={t("people.search")}
        icon={<IconSearch />}
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Problem of={list.problem} />
      <ul className={styles.list} aria-busy={list.busy} aria-label={t("people.title")}>
        {list.people.map((person) => (
          <PersonLine
            key={person.id}
            person={person}
            onChanged={list.replace}
            onErased={list.remove}
            onLink={setMade}
          />
        ))}
      </ul>
      <Rest list={list} searched={typed !== ""} />
      {asked === "invite" && (
        <InviteDialog
          onClose={() => setAsked(null)}
          onMade={(handOver) => {
            setAsked(null);
            setMade(handOver);
            list.reload();
          }}
        />
      )}
      {asked === "import" && <ImportDialog onClose={() => setAsked(null)} onApplied={list.reload} />}
      {made && <LinkDialog made={made} onClose={() => setMade(null)} />}
    </Page>
  );
}

/** Below the list: what is still to come, or that there is nobody. */
function Rest({ list, searched }: { list: ReturnType<typeof usePeople>; searched: boolean }) {
  const { t } = useTranslation("account");
  if (list.busy) return <Spinner />;
  if (list.people.length === 0 && list.problem === null)
    return <p className={styles.nobody}>{searched ? t("people.nobodyFound") : t("people.nobody")}</p>;
  if (!list.hasMore) return null;
  return (
    <div className={styles.more}>
      <Button onClick={list.more}>{t("people.more")}</Button>
    </div>
  );
}
