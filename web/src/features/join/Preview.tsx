/** My picture as others will see my tile, mirrored for me, with the two switches of the bar in a call. */
import { IconMicrophone, IconMicrophoneOff, IconVideo, IconVideoOff } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type InputKind, useDevices } from "@/call/devices";
import { Avatar } from "@/ui/Avatar";
import { IconButton } from "@/ui/IconButton";
import styles from "./Preview.module.css";

export interface PreviewProps {
  name: string;
  camera: MediaStream | null;
  /** A trouble, shown in place of the picture. */
  children?: ReactNode;
}

export function Preview({ name, camera, children }: PreviewProps) {
  const { t } = useTranslation("join");
  const cameraOn = useDevices((state) => state.cameraOn);
  const allowed = useDevices((state) => state.permissions.camera === "granted");
  const waiting = allowed ? "preview.opening" : "preview.asking";
  return (
    <section className={styles.preview} data-stage="" aria-label={t("preview.label")}>
      {camera ? (
        <Picture stream={camera} />
      ) : (
        <Absence name={name} words={children ?? t(cameraOn ? waiting : "preview.off")} />
      )}
      {camera && name.trim() !== "" && <span className={styles.name}>{name}</span>}
      <div className={styles.switches}>
        <Switch kind="microphone" />
        <Switch kind="camera" />
      </div>
    </section>
  );
}

const ICONS = {
  microphone: { on: <IconMicrophone />, off: <IconMicrophoneOff /> },
  camera: { on: <IconVideo />, off: <IconVideoOff /> },
};

/** On, off, or wished on without effect: then it carries a mark and says why. */
function Switch({ kind }: { kind: InputKind }) {
  const { t } = useTranslation("join");
  const on = useDevices((state) => (kind === "microphone" ? state.microphoneOn : state.cameraOn));
  const problem = useDevices((state) => state.problems[kind]);
  const toggle = useDevices((state) => state.toggle);
  const broken = on && problem !== null;
  const act = t(on ? `${kind}.turnOff` : `${kind}.turnOn`);
  return (
    <IconButton
      label={broken ? `${act}. ${t(`${kind}.${problem}`)}` : act}
      icon={on && !broken ? ICONS[kind].on : ICONS[kind].off}
      tone={on ? "soft" : "alarm"}
      badge={broken && <span className={styles.mark}>!</span>}
      shape="round"
      size="l"
      onClick={() => toggle(kind)}
    />
  );
}

function Picture({ stream }: { stream: MediaStream }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  return <video ref={video} className={styles.picture} autoPlay muted playsInline />;
}

function Absence({ name, words }: { name: string; words: ReactNode }) {
  return (
    <div className={styles.absence}>
      {name.trim() !== "" && (
        <span className={styles.face}>
          <Avatar id={name} name={name} />
        </span>
      )}
      <div className={styles.words} role="status">
        {words}
      </div>
    </div>
  );
}
