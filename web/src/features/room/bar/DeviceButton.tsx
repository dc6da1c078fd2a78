/** My microphone or camera: on or off with one press, and beside it, where there is width, which one. */
import {
  IconChevronUp,
  IconMicrophone,
  IconMicrophoneOff,
  IconSettings,
  IconVideo,
  IconVideoOff,
} from "@tabler/icons-react";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { type DeviceKind, type InputKind, useDevices } from "@/call/devices";
import { useCall, useMay } from "@/features/call/context";
import { useWidth } from "@/features/call/useWidth";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuHeading, MenuItem, MenuSeparator } from "@/ui/Menu";
import { Meter } from "@/ui/Meter";
import { useActs } from "../useActs";
import { named, useCaption } from "./Bar";
import styles from "./Bar.module.css";

const LOOK = {
  microphone: { on: <IconMicrophone />, off: <IconMicrophoneOff />, keys: "M" },
  camera: { on: <IconVideo />, off: <IconVideoOff />, keys: "V" },
};

export function DeviceButton({ kind }: { kind: InputKind }) {
  const { t } = useTranslation(["call", "join", "host"]);
  const caption = useCaption();
  const acts = useActs();
  const on = useDevices((devices) => (kind === "microphone" ? devices.microphoneOn : devices.cameraOn));
  const problem = useDevices((devices) => devices.problems[kind]);
  const phone = useWidth() === "phone";
  const allowed = useMay(kind);
  const troubled = problem !== null && !on && allowed;
  const word = t(`call:bar.${kind}`);
  const action = allowed
    ? named(word, t(on ? `join:${kind}.turnOff` : `join:${kind}.turnOn`))
    : `${word}. ${t(`host:off.${kind}`)}`;
  return (
    <div className={styles.split}>
      <IconButton
        className={styles.device}
        data-testid={kind === "microphone" ? "mic" : "camera"}
        data-on={on}
        tone={on || !allowed ? "soft" : "alarm"}
        aria-disabled={!allowed || undefined}
        label={troubled ? `${action}. ${t(`join:${kind}.${problem}`)}` : action}
        caption={caption(t(`call:bar.${kind}`))}
        keys={LOOK[kind].keys}
        icon={on ? LOOK[kind].on : LOOK[kind].off}
        badge={troubled && "!"}
        onClick={() => acts.toggle(kind)}
      />
      {!phone && <DeviceMenu kind={kind} alarm={!on && allowed} />}
    </div>
  );
}

function DeviceMenu({ kind, alarm }: { kind: InputKind; alarm: boolean }) {
  const { t } = useTranslation(["call", "settings"]);
  const { view } = useCall();
  const [open, setOpen] = useState(false);
  const choosesSpeaker = useDevices(({ canChooseSpeaker }) => canChooseSpeaker);
  return (
    <Menu
      label={t(`call:bar.${kind}Menu`)}
      side="top"
      onOpenChange={setOpen}
      trigger={(props) => (
        <IconButton
          {...props}
          size="s"
          tone={alarm ? "alarm" : "soft"}
          className={styles.chevron}
          label={t(`call:bar.${kind}Menu`)}
          icon={<IconChevronUp />}
        />
      )}
    >
      <DeviceItems kind={kind} />
      {kind === "microphone" && open && <Level />}
      {kind === "microphone" && choosesSpeaker && (
        <>
          <MenuSeparator />
          <DeviceItems kind="speaker" />
        </>
      )}
      <MenuSeparator />
      <MenuItem icon={<IconSettings />} onSelect={() => view.setState({ dialog: "settings" })}>
        {t("settings:open")}
      </MenuItem>
    </Menu>
  );
}

const LISTS = { microphone: "microphones", camera: "cameras", speaker: "speakers" } as const;
const IDS = { microphone: "microphoneId", camera: "cameraId", speaker: "speakerId" } as const;

function DeviceItems({ kind }: { kind: DeviceKind }) {
  const { t } = useTranslation("join");
  const found = useDevices((devices) => devices[LISTS[kind]]);
  const chosen = useDevices((devices) => devices[IDS[kind]]);
  const choose = useDevices((devices) => devices.choose);
  const now = found.some(({ id }) => id === chosen) ? chosen : null;
  return (
    <>
      <MenuHeading>{t(`${kind}.label`)}</MenuHeading>
      <MenuItem kind="radio" checked={now === null} onSelect={() => choose(kind, null)}>
        {t(`${kind}.default`)}
      </MenuItem>
      {found.map(({ id, label }, index) => (
        <MenuItem key={id} kind="radio" checked={now === id} onSelect={() => choose(kind, id)}>
          {label || t(`${kind}.numbered`, { number: index + 1 })}
        </MenuItem>
      ))}
    </>
  );
}

/** Moves with my voice, so that one sees which microphone it is. Only for the eye: a menu holds nothing but entries. */
function Level() {
  const { t } = useTranslation("join");
  const { session } = useCall();
  const subscribe = useCallback((listener: (level: number) => void) => session.watchMicrophone(listener), [session]);
  return (
    <div className={styles.level} aria-hidden="true">
      <Meter label={t("microphone.level")} subscribe={subscribe} />
    </div>
  );
}
