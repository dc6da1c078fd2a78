/** For whom the next message is. Anything but "everyone" is coloured, so that nobody writes to the wrong people. */
import { IconChevronDown, IconLock, IconShield, IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EVERYBODY, HOSTS } from "@/api/chat";
import { classes } from "@/ui/classes";
import { Menu, MenuHeading, MenuItem } from "@/ui/Menu";
import styles from "./Composer.module.css";
import { isThere } from "./recipients";
import { useChatRoom } from "./room";

export function Recipient({ to, onTo }: { to: string; onTo(to: string): void }) {
  const { t } = useTranslation("chat");
  const { people, rights } = useChatRoom();
  const there = isThere(to, people);
  const chosen = there ? to : EVERYBODY;
  const name = people.find(({ identity }) => identity === to)?.name ?? "";
  const present = { [EVERYBODY]: t("to.everybody"), [HOSTS]: t("to.hosts") }[to] ?? (name || t("to.gone"));
  const isHost = (role: string) => role === "host" || role === "cohost";
  const reachable = people.filter(({ role }) => rights.write_to_people || isHost(role));
  return (
    <Menu
      label={t("to.label")}
      side="top"
      trigger={(props) => (
        <button
          type="button"
          {...props}
          className={classes(styles.recipient, to !== EVERYBODY && styles.narrow)}
          aria-label={t("to.present", { name: present })}
          data-testid="chat-to"
        >
          {to === EVERYBODY ? <IconUsers size={16} /> : <IconLock size={16} />}
          <span>{t("to.present", { name: present })}</span>
          <IconChevronDown size={16} aria-hidden="true" />
        </button>
      )}
    >
      <MenuItem kind="radio" icon={<IconUsers />} checked={chosen === EVERYBODY} onSelect={() => onTo(EVERYBODY)}>
        {t("to.everybody")}
      </MenuItem>
      <MenuItem kind="radio" icon={<IconShield />} checked={chosen === HOSTS} onSelect={() => onTo(HOSTS)}>
        {t("to.hosts")}
      </MenuItem>
      {reachable.length > 0 && <MenuHeading>{t("to.one")}</MenuHeading>}
      {reachable.map(({ identity, name }) => (
        <MenuItem key={identity} kind="radio" checked={chosen === identity} onSelect={() => onTo(identity)}>
          {name}
        </MenuItem>
      ))}
    </Menu>
  );
}
