/** One line of the list: who it is, what is on, and the menu. */
import {
  IconHandStop,
  IconMicrophone,
  IconMicrophoneOff,
  IconScreenShare,
  IconVideo,
  IconVideoOff,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Participant } from "@/call/state";
import { PersonMenu } from "@/features/moderation/PersonMenu";
import { Avatar } from "@/ui/Avatar";
import styles from "./PeoplePanel.module.css";

export function PersonRow({ person }: { person: Participant }) {
  const { t } = useTranslation("people");
  const { identity, name, local, role, hand, microphone, camera, screen } = person;
  const shown = name || t("nameless");
  return (
    <li
      className={styles.row}
      data-testid="person"
      data-identity={identity}
      data-speaking={person.speaking || undefined}
    >
      <Avatar id={identity} name={name} picture={person.face} size={36} />
      <span className={styles.who}>
        <span className={styles.name}>{local ? t("me", { name: shown }) : shown}</span>
        {role !== "participant" && <span className={styles.role}>{t(`role.${role}`)}</span>}
      </span>
      {hand !== null && (
        <span className={styles.hand} role="img" aria-label={t("hand", { order: hand })}>
          <IconHandStop size={16} aria-hidden="true" />
          {hand}
        </span>
      )}
      <span className={styles.state}>
        {screen && <State on icon={<IconScreenShare />} label={t("state.screen")} />}
        <State
          on={camera}
          icon={camera ? <IconVideo /> : <IconVideoOff />}
          label={t(camera ? "state.cameraOn" : "state.cameraOff")}
        />
        <State
          on={microphone}
          icon={microphone ? <IconMicrophone /> : <IconMicrophoneOff />}
          label={t(microphone ? "state.microphoneOn" : "state.microphoneOff")}
        />
      </span>
      <PersonMenu person={person} />
    </li>
  );
}

function State({ on, icon, label }: { on: boolean; icon: React.ReactNode; label: string }) {
  return (
    <span className={styles.mark} data-on={on || undefined} role="img" aria-label={label} title={label}>
      {icon}
    </span>
  );
}
