/** My picture as others will see my tile, mirrored for me, with the two switches of the bar in a call. */
import { IconMicrophone, IconMicrophoneOff, IconVideo, IconVideoOff } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useDevices } from "@/call/devices";
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
  const { cameraOn, microphoneOn, toggle } = useDevices();
  return (
    <section className={styles.preview} data-stage="" aria-label={t("preview.label")}>
      {camera ? (
        <Picture stream={camera} />
      ) : (
        <Absence name={name} words={children ?? t(cameraOn ? "preview.opening" : "preview.off")} />
      )}
      {camera && name.trim() !== "" && <span className={styles.name}>{name}</span>}
      <div className={styles.switches}>
        <IconButton
          label={t(microphoneOn ? "microphone.turnOff" : "microphone.turnOn")}
          icon={microphoneOn ? <IconMicrophone /> : <IconMicrophoneOff />}
          tone={microphoneOn ? "soft" : "alarm"}
          shape="round"
          size="l"
          onClick={() => toggle("microphone")}
        />
        <IconButton
          label={t(cameraOn ? "camera.turnOff" : "camera.turnOn")}
          icon={cameraOn ? <IconVideo /> : <IconVideoOff />}
          tone={cameraOn ? "soft" : "alarm"}
          shape="round"
          size="l"
          onClick={() => toggle("camera")}
        />
      </div>
    </section>
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
