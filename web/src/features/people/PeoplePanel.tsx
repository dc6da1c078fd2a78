/** Everybody in the meeting: raised hands on top in their order, then all; hosts find their switches here. */
import {
  IconChevronDown,
  IconHandOff,
  IconLink,
  IconMicrophoneOff,
  IconSearch,
  IconShieldLock,
} from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { inHandOrder } from "@/call/ordering";
import type { Participant } from "@/call/state";
import { useCall, useModerates, useSession } from "@/features/call/context";
import { useInvite } from "@/features/call/useInvite";
import { WaitingList } from "@/features/host/WaitingList";
import { useModeration } from "@/features/moderation/useModeration";
import { SidePanel } from "@/features/room/SidePanel";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem } from "@/ui/Menu";
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
      <div className={styles.body}>
        {moderates && <WaitingList />}
        {moderates && <HostTools />}
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
          <List title={t("hands")} people={hands} tools={moderates && <HandTools />} />
          <List title={t("inCall")} people={found.filter(({ hand }) => hand === null)} />
          {found.length === 0 && <p className={styles.nobody}>{t("nobody")}</p>}
        </section>
      </div>
    </SidePanel>
  );
}

function List({ title, people, tools }: { title: string; people: readonly Participant[]; tools?: ReactNode }) {
  if (people.length === 0) return null;
  return (
    <section className={styles.list}>
      <div className={styles.head}>
        <h3 className={styles.heading}>{title}</h3>
        {tools}
      </div>
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

/** The queue of hands: give the floor to the first, or clear it. */
function HandTools() {
  const { t } = useTranslation("host");
  const { nextSpeaker, lowerHands } = useModeration();
  return (
    <>
      <Button kind="quiet" onClick={nextSpeaker}>
        {t("hands.next")}
      </Button>
      <IconButton size="s" label={t("hands.lowerAll")} icon={<IconHandOff />} hintSide="bottom" onClick={lowerHands} />
    </>
  );
}

function HostTools() {
  const { t } = useTranslation(["people", "host"]);
  const { view } = useCall();
  const locked = useSession(({ room }) => room.locked);
  const { muteAll, setLocked } = useModeration();
  return (
    <div className={styles.host}>
      <Switch label={t("people:lock.label")} hint={t("people:lock.hint")} checked={locked} onChange={setLocked} />
      <div className={styles.pair}>
        <Button icon={<IconMicrophoneOff />} wide onClick={() => muteAll(false)}>
          {t("people:muteAll")}
        </Button>
        <Menu
          label={t("host:muteMore")}
          align="end"
          trigger={(props) => (
            <IconButton
              {...props}
              tone="soft"
              label={t("host:muteMore")}
              icon={<IconChevronDown />}
              hintSide="bottom"
            />
          )}
        >
          <MenuItem icon={<IconMicrophoneOff />} danger onSelect={() => muteAll(true)}>
            {t("host:muteForGood")}
          </MenuItem>
        </Menu>
        <IconButton
          tone="soft"
          label={t("host:open")}
          icon={<IconShieldLock />}
          hintSide="bottom"
          onClick={() => view.setState({ panel: "host" })}
        />
      </div>
    </div>
  );
}
