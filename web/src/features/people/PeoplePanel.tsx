/** Everybody in the meeting: raised hands on top in their order, then all; hosts find their switches here. */
import { IconHandOff, IconLink, IconMicrophoneOff, IconSearch, IconShieldLock, IconUserUp } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { inHandOrder } from "@/call/ordering";
import type { Participant } from "@/call/state";
import { useCall, useModerates, useSession } from "@/features/call/context";
import { useInvite } from "@/features/call/useInvite";
import { WaitingList } from "@/features/host/WaitingList";
import { useModeration } from "@/features/moderation/useModeration";
import { SidePanel } from "@/features/room/SidePanel";
import { Button } from "@/ui/Button";
import { Switch } from "@/ui/Switch";
import { TextField } from "@/ui/TextField";
import styles from "./PeoplePanel.module.css";
import { PersonRow } from "./PersonRow";
import { findPeople, sortPeople } from "./search";

/** From this many people on, a search is quicker than the eye. */
const WORTH_SEARCHING = 8;

export default function PeoplePanel({ onClose }: { onClose(): void }) {
  const { t, i18n } = useTranslation("people");
  const people = useSession(({ participants }) => participants);
  const moderates = useModerates();
  const [typed, setTyped] = useState("");
  const found = sortPeople(findPeople(people, typed), i18n.language);
  const hands = inHandOrder(found);
  return (
    <SidePanel title={t("title", { count: people.length })} onClose={onClose}>
      {moderates && <WaitingList />}
      {moderates && <HostTools hands={hands.length} />}
      <div className={styles.tools}>
        {people.length >= WORTH_SEARCHING && (
          <TextField
            label={t("search")}
            labelHidden
            placeholder={t("search")}
            icon={<IconSearch />}
            type="search"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        <Invite />
      </div>
      <section className={styles.lists} aria-label={t("list")}>
        <List title={t("hands")} people={hands} />
        <List title={t("inCall")} people={found.filter(({ hand }) => hand === null)} />
        {found.length === 0 && <p className={styles.nobody}>{t("nobody")}</p>}
      </section>
    </SidePanel>
  );
}

function List({ title, people }: { title: string; people: readonly Participant[] }) {
  if (people.length === 0) return null;
  return (
    <section className={styles.list}>
      <h3 className={styles.heading}>{title}</h3>
      <ul>
        {people.map((person) => (
          <PersonRow key={person.identity} person={person} />
        ))}
      </ul>
    </section>
  );
}

function Invite() {
  const { t } = useTranslation("call");
  const invite = useInvite();
  return (
    <Button icon={<IconLink />} wide onClick={() => void invite()}>
      {t("invite.copy")}
    </Button>
  );
}

function HostTools({ hands }: { hands: number }) {
  const { t } = useTranslation(["people", "host"]);
  const { view } = useCall();
  const locked = useSession(({ room }) => room.locked);
  const { muteAll, setLocked, nextSpeaker, lowerHands } = useModeration();
  return (
    <div className={styles.host}>
      <Switch label={t("people:lock.label")} hint={t("people:lock.hint")} checked={locked} onChange={setLocked} />
      <div className={styles.pair}>
        <Button icon={<IconMicrophoneOff />} onClick={() => muteAll(false)}>
          {t("people:muteAll")}
        </Button>
        <Button icon={<IconShieldLock />} data-opens="host" onClick={() => view.setState({ panel: "host" })}>
          {t("host:open")}
        </Button>
      </div>
      {hands > 0 && (
        <div className={styles.pair}>
          <Button kind="primary" icon={<IconUserUp />} onClick={nextSpeaker}>
            {t("host:hands.next")}
          </Button>
          <Button icon={<IconHandOff />} onClick={lowerHands}>
            {t("host:hands.lowerAll")}
          </Button>
        </div>
      )}
    </div>
  );
}
