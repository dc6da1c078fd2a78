/** What can be done with one person, the same on a tile and in the list. The entries depend on who asks. */
import {
  IconDotsVertical,
  IconHandOff,
  IconMicrophoneOff,
  IconPin,
  IconPinnedOff,
  IconScreenShareOff,
  IconUserMinus,
  IconUserShield,
  IconVideoOff,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Participant } from "@/call/state";
import { useCall, useMe, useModerates, useView } from "@/features/call/context";
import { togglePin } from "@/features/call/view";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { useModeration } from "./useModeration";

export function PersonMenu({ person, className }: { person: Participant; className?: string | undefined }) {
  const { t } = useTranslation("people");
  const { view } = useCall();
  const moderates = useModerates();
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
      {moderates && !person.local && (
        <HostItems person={person} onRemove={() => view.setState({ removing: person.identity })} />
      )}
    </Menu>
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

function HostItems({ person, onRemove }: { person: Participant; onRemove(): void }) {
  const { t } = useTranslation("people");
  const { turnOff, setCohost, lowerHand } = useModeration();
  const host = useMe()?.role === "host";
  return (
    <>
      <MenuSeparator />
      {person.microphone && (
        <MenuItem icon={<IconMicrophoneOff />} onSelect={() => turnOff(person, "microphone")}>
          {t("menu.mute")}
        </MenuItem>
      )}
      {person.camera && (
        <MenuItem icon={<IconVideoOff />} onSelect={() => turnOff(person, "camera")}>
          {t("menu.stopCamera")}
        </MenuItem>
      )}
      {person.screen && (
        <MenuItem icon={<IconScreenShareOff />} onSelect={() => turnOff(person, "screen_share")}>
          {t("menu.stopShare")}
        </MenuItem>
      )}
      {person.hand !== null && (
        <MenuItem icon={<IconHandOff />} onSelect={() => lowerHand(person)}>
          {t("menu.lowerHand")}
        </MenuItem>
      )}
      {host && person.role !== "host" && (
        <MenuItem icon={<IconUserShield />} onSelect={() => setCohost(person, person.role !== "cohost")}>
          {t(person.role === "cohost" ? "menu.noCohost" : "menu.cohost")}
        </MenuItem>
      )}
      {person.role !== "host" && (
        <MenuItem icon={<IconUserMinus />} danger onSelect={onRemove}>
          {t("menu.remove")}
        </MenuItem>
      )}
    </>
  );
}
