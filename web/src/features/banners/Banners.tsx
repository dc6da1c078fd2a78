/** The one place for trouble, under the top edge: a sentence and the button that mends it. */
import {
  IconMicrophoneOff,
  IconPlugConnectedX,
  IconScreenShare,
  IconVideoOff,
  IconVolumeOff,
  IconWifi1,
  IconX,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDevices } from "@/call/devices";
import { useCall, useMay, useSession } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Spinner } from "@/ui/Spinner";
import styles from "./Banners.module.css";
import { type Trouble, troubles } from "./choose";
import { useDismissed } from "./useDismissed";
import { useSeconds } from "./useSeconds";
import { useWeak } from "./useWeak";

export function Banners() {
  const state = useSession((now) => now);
  const problems = useDevices((devices) => devices.problems);
  const weak = useWeak();
  const { dismissed, dismiss } = useDismissed(problems);
  const shown = troubles({ state, problems: dismissed, weak });
  return (
    <div className={styles.banners}>
      {shown.map((trouble) => (
        <div key={keyOf(trouble)} className={styles.banner} data-testid="banner" data-trouble={trouble.what}>
          <Words trouble={trouble} onDismiss={dismiss} />
        </div>
      ))}
    </div>
  );
}

function keyOf(trouble: Trouble): string {
  return trouble.what === "device" ? `device-${trouble.kind}` : trouble.what;
}

function Words({ trouble, onDismiss }: { trouble: Trouble; onDismiss(kind: "microphone" | "camera"): void }) {
  switch (trouble.what) {
    case "reconnecting":
      return <Reconnecting {...trouble} />;
    case "device":
      return <DeviceTrouble {...trouble} onDismiss={onDismiss} />;
    default:
      return <Plain what={trouble.what} />;
  }
}

function Reconnecting({ cause, since }: { cause: "line" | "server"; since: number }) {
  const { t } = useTranslation("call");
  const { session } = useCall();
  const seconds = useSeconds(since);
  return (
    <Banner
      tone="attention"
      spoken="off"
      icon={<IconPlugConnectedX />}
      actions={<Button onClick={() => session.rejoinNow()}>{t("banner.rejoin")}</Button>}
    >
      <span role="alert">{t(`banner.reconnecting.${cause}`)}</span>{" "}
      <span className={styles.seconds} aria-hidden="true">
        {seconds > 0 && t("banner.seconds", { count: seconds })}
      </span>
    </Banner>
  );
}

type DeviceWords = Extract<Trouble, { what: "device" }> & { onDismiss(kind: "microphone" | "camera"): void };

function DeviceTrouble({ kind, problem, onDismiss }: DeviceWords) {
  const { t } = useTranslation(["call", "join"]);
  const setOn = useDevices((devices) => devices.setOn);
  return (
    <Banner
      tone="attention"
      icon={kind === "microphone" ? <IconMicrophoneOff /> : <IconVideoOff />}
      actions={
        <>
          <Button onClick={() => setOn(kind, true)}>{t("call:retry")}</Button>
          <Close onClick={() => onDismiss(kind)} />
        </>
      }
    >
      {t(`join:${kind}.${problem}`)}
    </Banner>
  );
}

type PlainTrouble = Exclude<Trouble["what"], "reconnecting" | "device">;

const LOOK: Record<PlainTrouble, { tone: "info" | "attention" | "danger"; icon: ReactNode; urgent?: true }> = {
  connecting: { tone: "info", icon: <Spinner /> },
  sound: { tone: "attention", icon: <IconVolumeOff />, urgent: true },
  muted: { tone: "danger", icon: <IconMicrophoneOff />, urgent: true },
  camera_off: { tone: "danger", icon: <IconVideoOff />, urgent: true },
  talking: { tone: "attention", icon: <IconMicrophoneOff />, urgent: true },
  silent: { tone: "attention", icon: <IconMicrophoneOff /> },
  weak: { tone: "attention", icon: <IconWifi1 /> },
  sharing: { tone: "info", icon: <IconScreenShare /> },
};

function Plain({ what }: { what: PlainTrouble }) {
  const { t } = useTranslation(["call", "host"]);
  const { tone, icon, urgent } = LOOK[what];
  const remedy = useRemedy(what);
  return (
    <Banner
      tone={tone}
      icon={icon}
      spoken={urgent ? "assertive" : "polite"}
      actions={
        remedy && (
          <>
            {remedy.act && <Button onClick={remedy.act}>{t(`call:banner.act.${what as Mendable}`)}</Button>}
            {remedy.close && <Close onClick={remedy.close} />}
          </>
        )
      }
    >
      {t(remedy?.text ?? `call:banner.${what}`)}
    </Banner>
  );
}

type Mendable = "sound" | "muted" | "camera_off" | "talking" | "silent" | "sharing";

interface Remedy {
  act?: () => void;
  close?: () => void;
  /** In place of the usual words. */
  text?: "host:off.microphone" | "host:off.camera";
}

function useRemedy(what: PlainTrouble): Remedy | null {
  const { session, view } = useCall();
  const setOn = useDevices((devices) => devices.setOn);
  const attempt = useAttempt();
  const maySpeak = useMay("microphone");
  const mayFilm = useMay("camera");
  if (what === "muted" && !maySpeak)
    return { text: "host:off.microphone", close: () => session.acknowledge("microphone") };
  if (what === "camera_off" && !mayFilm) return { text: "host:off.camera", close: () => session.acknowledge("camera") };
  const remedies: Partial<Record<PlainTrouble, Remedy>> = {
    sound: { act: () => session.allowSound() },
    muted: { act: () => setOn("microphone", true), close: () => session.acknowledge("microphone") },
    camera_off: { act: () => setOn("camera", true), close: () => session.acknowledge("camera") },
    talking: { act: () => setOn("microphone", true) },
    silent: { act: () => view.setState({ dialog: "settings" }), close: () => session.acknowledge("silent") },
    sharing: { act: () => void attempt("share", () => session.setSharing(false)) },
  };
  return remedies[what] ?? null;
}

function Close({ onClick }: { onClick(): void }) {
  const { t } = useTranslation("common");
  return <IconButton size="s" label={t("close")} icon={<IconX />} hintSide="bottom" onClick={onClick} />;
}
