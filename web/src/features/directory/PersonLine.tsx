/** One person in the list, and the menu of what can be done with the account. */
import { IconDots, IconKey, IconMail, IconTrash, IconUserCheck, IconUserOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SiteRole } from "@/api/accounts";
import { changePerson, linkFor, type PersonCard, type PersonChange } from "@/api/directory";
import { useMay, useMe } from "@/features/account/me";
import { useErrorText } from "@/i18n/useErrorText";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuHeading, MenuItem, MenuSeparator } from "@/ui/Menu";
import { toast } from "@/ui/toasts";
import { EraseDialog } from "./EraseDialog";
import type { HandOver } from "./PeopleScreen";
import styles from "./PeopleScreen.module.css";

const ROLES: readonly SiteRole[] = ["owner", "administrator", "member"];

export interface PersonLineProps {
  person: PersonCard;
  onChanged(person: PersonCard): void;
  onErased(person: PersonCard): void;
  onLink(made: HandOver): void;
}

export function PersonLine(props: PersonLineProps) {
  const { person } = props;
  const { t } = useTranslation("account");
  return (
    <li className={styles.line} data-off={person.active ? undefined : ""}>
      <span className={styles.face}>
        <Avatar id={person.id} name={person.name} picture={person.picture} size={40} />
      </span>
      <span className={styles.name}>{person.name}</span>
      <span className={styles.email}>{person.email}</span>
      <span className={styles.state}>{t(`people.state.${stateOf(person)}`)}</span>
      <span className={styles.menu}>
        <PersonMenu {...props} />
      </span>
    </li>
  );
}

/** What stands beside a name: the exceptions first, else the role. */
function stateOf(person: PersonCard): "disabled" | "invited" | SiteRole {
  if (!person.active) return "disabled";
  return person.invited ? "invited" : person.role;
}

function PersonMenu({ person, onChanged, onErased, onLink }: PersonLineProps) {
  const { t } = useTranslation("account");
  const errorText = useErrorText();
  const me = useMe();
  const rulesStaff = useMay("manage_administrators");
  const [asked, setAsked] = useState<"disable" | "erase" | null>(null);
  const self = person.id === me?.id;
  if (person.role !== "member" && !rulesStaff && !self) return null;

  const act = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      toast({ kind: "person", text: errorText(error), tone: "danger" });
    }
  };
  const change = (wish: PersonChange) => void act(async () => onChanged(await changePerson(person.id, wish)));
  const link = () => void act(async () => onLink({ person, link: await linkFor(person.id) }));
  return (
    <>
      <Menu
        label={t("people.menu", { name: person.name })}
        align="end"
        trigger={(props) => (
          <IconButton {...props} label={t("people.menu", { name: person.name })} icon={<IconDots />} />
        )}
      >
        {person.active && (
          <MenuItem icon={person.invited ? <IconMail /> : <IconKey />} onSelect={link}>
            {person.invited ? t("people.inviteAgain") : t("people.newPassword")}
          </MenuItem>
        )}
        {rulesStaff && (
          <>
            <MenuSeparator />
            <MenuHeading>{t("people.role")}</MenuHeading>
            {ROLES.map((role) => (
              <MenuItem key={role} kind="radio" checked={person.role === role} onSelect={() => change({ role })}>
                {t(`people.state.${role}`)}
              </MenuItem>
            ))}
          </>
        )}
        {!self && <MenuSeparator />}
        {!self && person.active && (
          <MenuItem icon={<IconUserOff />} danger onSelect={() => setAsked("disable")}>
            {t("people.disable")}
          </MenuItem>
        )}
        {!self && !person.active && (
          <MenuItem icon={<IconUserCheck />} onSelect={() => change({ active: true })}>
            {t("people.enable")}
          </MenuItem>
        )}
        {!self && (
          <MenuItem icon={<IconTrash />} danger onSelect={() => setAsked("erase")}>
            {t("people.erase")}
          </MenuItem>
        )}
      </Menu>
      {asked === "disable" && (
        <DisableDialog
          person={person}
          onClose={() => setAsked(null)}
          onDisable={() => {
            setAsked(null);
            change({ active: false });
          }}
        />
      )}
      {asked === "erase" && <EraseDialog person={person} onClose={() => setAsked(null)} onErased={onErased} />}
    </>
  );
}

interface DisableDialogProps {
  person: PersonCard;
  onClose(): void;
  onDisable(): void;
}

function DisableDialog({ person, onClose, onDisable }: DisableDialogProps) {
  const { t } = useTranslation("account");
  return (
    <Dialog
      title={t("people.disableTitle", { name: person.name })}
      size="s"
      onClose={onClose}
      footer={
        <>
          <Button data-first="" onClick={onClose}>
            {t("people.keep")}
          </Button>
          <Button kind="danger" onClick={onDisable}>
            {t("people.disable")}
          </Button>
        </>
      }
    >
      {t("people.disableText")}
    </Dialog>
  );
}
