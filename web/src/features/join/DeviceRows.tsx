/** Microphone with its level, camera, and speaker with its test sound: which one is used, and whether it works. */
import { IconMicrophone, IconVideo, IconVolume } from "@tabler/icons-react";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Device, type DeviceKind, useDevices } from "@/call/devices";
import { Button } from "@/ui/Button";
import { classes } from "@/ui/classes";
import { Meter } from "@/ui/Meter";
import { Select } from "@/ui/Select";
import { toast } from "@/ui/toasts";
import styles from "./DeviceRows.module.css";
import { levelOf, tellSilence } from "./level";
import { playTestSound } from "./testSound";

export interface DeviceRowsProps {
  microphone: MediaStream | null;
  /** Stands where the level would be when the microphone gives nothing. */
  trouble: ReactNode;
}

export function DeviceRows({ microphone, trouble }: DeviceRowsProps) {
  const { t } = useTranslation("join");
  const { canChooseSpeaker, microphones, cameras, speakers } = useDevices();
  return (
    <ul className={styles.rows} aria-label={t("devices")}>
      <Row icon={<IconMicrophone />} menu={<DeviceSelect kind="microphone" devices={microphones} />}>
        {trouble ?? <MicrophoneLevel stream={microphone} />}
      </Row>
      <Row icon={<IconVideo />} menu={<DeviceSelect kind="camera" devices={cameras} />} />
      <Row
        icon={<IconVolume />}
        menu={<DeviceSelect kind="speaker" devices={canChooseSpeaker ? speakers : []} />}
        end={<TestSound />}
      />
    </ul>
  );
}

/** The level, and a word in its place when nothing was heard for a while. The height is the same: nothing jumps. */
function MicrophoneLevel({ stream }: { stream: MediaStream | null }) {
  const { t } = useTranslation("join");
  const [silent, setSilent] = useState(false);
  const level = useMemo(() => stream && tellSilence(levelOf(stream), setSilent), [stream]);
  const told = silent && stream !== null;
  return (
    <div className={styles.level}>
      <div className={classes(styles.meter, told && styles.hushed)}>
        <Meter label={t("microphone.level")} subscribe={level} />
      </div>
      <span role="status" className={styles.silent}>
        {told && t("microphone.silent")}
      </span>
    </div>
  );
}

function Row({
  icon,
  menu,
  end,
  children,
}: {
  icon: ReactNode;
  menu: ReactNode;
  end?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <li className={styles.row}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <div className={styles.middle}>
        {menu}
        {children && <div className={styles.below}>{children}</div>}
      </div>
      {end}
    </li>
  );
}

const ID_FIELD = { microphone: "microphoneId", camera: "cameraId", speaker: "speakerId" } as const;

function DeviceSelect({ kind, devices }: { kind: DeviceKind; devices: Device[] }) {
  const { t } = useTranslation("join");
  const chosen = useDevices((state) => state[ID_FIELD[kind]]);
  const choose = useDevices((state) => state.choose);
  const missing = useDevices((state) => kind !== "speaker" && state.problems[kind] === "missing");
  const options = [
    { value: null, label: kind !== "speaker" && missing ? t(`${kind}.none`) : t(`${kind}.default`) },
    ...devices.map(({ id, label }, index) => ({
      value: id,
      label: label || t(`${kind}.numbered`, { number: index + 1 }),
    })),
  ];
  return (
    <Select<string | null>
      bare
      label={t(`${kind}.label`)}
      value={devices.some(({ id }) => id === chosen) ? chosen : null}
      options={options}
      disabled={devices.length === 0}
      onChange={(id) => choose(kind, id)}
    />
  );
}

function TestSound() {
  const { t } = useTranslation("join");
  const speakerId = useDevices((state) => state.speakerId);
  const [playing, setPlaying] = useState(false);
  const play = async () => {
    setPlaying(true);
    await playTestSound(speakerId).catch(() =>
      toast({ kind: "test-sound", text: t("speaker.failed"), tone: "danger" }),
    );
    setPlaying(false);
  };
  return (
    <Button kind="quiet" className={styles.test} aria-pressed={playing} onClick={() => !playing && void play()}>
      {playing ? t("speaker.playing") : t("speaker.test")}
    </Button>
  );
}
