/** What can be done with one person, the same on a tile and in the list. The entries depend on who asks. */
import {
  IconDotsVertical,
  IconFlag,
  IconFocus2,
  IconFocusCentered,
  IconHandOff,
  IconKeyOff,
  IconMessage,
  IconMicrophone,
  IconMicrophoneOff,
  IconPencil,
  IconPin,
  IconPinnedOff,
  IconScreenShare,
  IconScreenShareOff,
  IconUserCog,
  IconUserMinus,
  IconUserShield,
  IconVideo,
  IconVideoOff,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Participant } from "@/call/state";
import { useCall, useMay, useMe, useModerates, useSession, useView } from "@/features/call/context";
import { type Question, togglePin } from "@/features/call/view";
import { writeTo } from "@/features/chat/recipient";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { type Moderation, useModeration } from "./useModeration";

export function PersonMenu({ person, className }: { person: Participant; className?: string | undefined }) {
  const { t } = useTranslation("people");
  const { view } = useCall();
  const moderates = useModerates();
  const mayRename = useMay("rename");
  const ask = (what: Question["what"]) => view.setState({ question: { what, identity: person.identity } });
  const name = person.name || t("nameless");
  return (
    <Menu
      label={t("menu.of", { name })}
      align="end"
      trigger={(props) => (
        <IconButton
          {...props}
          size="s"
          className={className}
          label={t("menu.of", { name })}
          icon={<IconDotsVertical />}
          hintSide="bottom"
        />
      )}
    >
      <PinItem person={person} />
      {!person.local && <WriteItem person={person} />}
      {moderates && !person.local && <HostItems person={person} />}
      {(person.local ? mayRename : moderates && person.role !== "host") && (
        <MenuItem icon={<IconPencil />} onSelect={() => ask("rename")}>
          {t("menu.rename")}
        </MenuItem>
      )}
      {!person.local && (
        <MenuItem icon={<IconFlag />} onSelect={() => ask("report")}>
          {t("menu.report")}
        </MenuItem>
      )}
      {moderates && !person.local && person.role !== "host" && (
        <MenuItem icon={<IconUserMinus />} danger onSelect={() => ask("remove")}>
          {t("menu.remove")}
        </MenuItem>
      )}
    </Menu>
  );
}

function WriteItem({ person: { identity, role } }: { person: Participant }) {
  const { t } = useTranslation("people");
  const { meeting, view } = useCall();
  const mayWrite = useMay("private_chat");
  if (!mayWrite && role !== "host" && role !== "cohost") return null;
  const write = () => {
    writeTo(meeting.id, identity);
    view.setState({ panel: "chat" });
  };
  return (
    <MenuItem icon={<IconMessage />} onSelect={write}>
      {t("menu.write")}
    </MenuItem>
  );
}

function PinItem({ person: { identity } }: { person: Participant }) {
  const { t } = useTranslation("people");
  const { view } = useCall();
  const pinned = useView(({ pin }) => pin?.identity === identity && pin.source === "camera");
  return (
    <MenuItem
      icon={pinned ? <IconPinnedOff /> : <IconPin />}
      onSelect={() => togglePin(view, { identity, source: "camera" })}
    >
      {t(pinned ? "menu.unpin" : "menu.pin")}
    </MenuItem>
  );
}

function HostItems({ person }: { person: Participant }) {
  const { t } = useTranslation("people");
  const moderation = useModeration();
  const host = useMe()?.role === "host";
  const spotlit = useSession(({ room }) => room.spotlight === person.identity);
  return (
    <>
      <MenuSeparator />
      <DeviceItems person={person} moderation={moderation} />
      {person.hand !== null && (
        <MenuItem icon={<IconHandOff />} onSelect={() => moderation.lowerHand(person)}>
          {t("menu.lowerHand")}
        </MenuItem>
      )}
      <MenuItem
        icon={spotlit ? <IconFocus2 /> : <IconFocusCentered />}
        onSelect={() => moderation.spotlight(spotlit ? null : person)}
      >
        {t(spotlit ? "menu.noSpotlight" : "menu.spotlight")}
      </MenuItem>
      {host && person.role !== "host" && <RoleItems person={person} moderation={moderation} />}
      <MenuSeparator />
    </>
  );
}

interface Items {
  person: Participant;
  moderation: Moderation;
}

function DeviceItems({ person, moderation: { turnOff, ask, takeBack } }: Items) {
  const { t } = useTranslation("people");
  return (
    <>
      {person.role !== "host" && person.microphone && (
        <MenuItem icon={<IconMicrophoneOff />} onSelect={() => turnOff(person, "microphone")}>
          {t("menu.mute")}
        </MenuItem>
      )}
      {!person.microphone && (
        <MenuItem icon={<IconMicrophone />} onSelect={() => ask(person, "microphone")}>
          {t("menu.askMicrophone")}
        </MenuItem>
      )}
      {person.role !== "host" && person.camera && (
        <MenuItem icon={<IconVideoOff />} onSelect={() => turnOff(person, "camera")}>
          {t("menu.stopCamera")}
        </MenuItem>
      )}
      {!person.camera && (
        <MenuItem icon={<IconVideo />} onSelect={() => ask(person, "camera")}>
          {t("menu.askCamera")}
        </MenuItem>
      )}
      {person.role !== "host" && person.screen && (
        <MenuItem icon={<IconScreenShareOff />} onSelect={() => turnOff(person, "screen_share")}>
          {t("menu.stopShare")}
        </MenuItem>
      )}
      {!person.screen && (
        <MenuItem icon={<IconScreenShare />} onSelect={() => ask(person, "screen_share")}>
          {t("menu.askShare")}
        </MenuItem>
      )}
      {person.granted !== "" && (
        <MenuItem icon={<IconKeyOff />} onSelect={() => takeBack(person)}>
          {t("menu.takeBack")}
        </MenuItem>
      )}
    </>
  );
}

function RoleItems({ person, moderation: { setRole } }: Items) {
  const { t } = useTranslation("people");
  const { view } = useCall();
  const { identity, role } = person;
  return (
    <>
      {role !== "observer" && (
        <MenuItem
          icon={<IconUserShield />}
          onSelect={() => setRole(person, role === "cohost" ? "participant" : "cohost")}
        >
          {t(role === "cohost" ? "menu.noCohost" : "menu.cohost")}
        </MenuItem>
      )}
      <MenuItem icon={<IconUserCog />} onSelect={() => view.setState({ question: { what: "role", identity } })}>
        {t("menu.role")}
      </MenuItem>
    </>
  );
}
