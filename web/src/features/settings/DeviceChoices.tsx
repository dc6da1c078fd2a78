/** Which microphone, camera and speaker to use. The same choice as in the device check and in the call's menus. */
import { useTranslation } from "react-i18next";
import { type DeviceKind, useDevices } from "@/call/devices";
import { Select } from "@/ui/Select";
import styles from "./SettingsDialog.module.css";

const FIELDS = {
  microphone: { list: "microphones", chosen: "microphoneId" },
  camera: { list: "cameras", chosen: "cameraId" },
  speaker: { list: "speakers", chosen: "speakerId" },
} as const;
const KINDS: readonly DeviceKind[] = ["microphone", "camera", "speaker"];

export function DeviceChoices() {
  return KINDS.map((kind) => <DeviceChoice key={kind} kind={kind} />);
}

function DeviceChoice({ kind }: { kind: DeviceKind }) {
  const { t } = useTranslation("join");
  const devices = useDevices();
  const { list, chosen } = FIELDS[kind];
  // Names are hidden until the permission is given: nothing to choose from yet.
  const named = devices[list].filter(({ label }) => label !== "");
  const usable = kind === "speaker" && !devices.canChooseSpeaker ? [] : named;
  const id = devices[chosen];
  const value = usable.some((device) => device.id === id) ? id : null;
  const options = [
    { value: null, label: t(`${kind}.default`) },
    ...usable.map((device) => ({ value: device.id, label: device.label })),
  ];
  return (
    <div className={styles.line}>
      <span aria-hidden="true">{t(`${kind}.label`)}</span>
      <div className={styles.control}>
        <Select<string | null>
          label={t(`${kind}.label`)}
          value={value}
          options={options}
          disabled={usable.length === 0}
          onChange={(next) => devices.choose(kind, next)}
        />
      </div>
    </div>
  );
}
