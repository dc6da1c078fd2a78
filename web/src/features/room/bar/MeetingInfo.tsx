/** The clock, the meeting's name, and the padlock that tells what is protected and how. */
import { IconInfoCircle, IconLock, IconServer, IconShieldLock } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/features/call/context";
import { useInvite } from "@/features/call/useInvite";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Popover } from "@/ui/Popover";
import styles from "./Bar.module.css";
import { useClock } from "./useClock";

export function MeetingInfo({ title }: { title: string }) {
  const { t } = useTranslation("call");
  const clock = useClock();
  const locked = useSession(({ room }) => room.locked);
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  return (
    <div className={styles.info}>
      <IconButton
        ref={anchor}
        size="s"
        label={t(locked ? "about.openLocked" : "about.open")}
        icon={locked ? <IconLock /> : <IconInfoCircle />}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      <time className={styles.clock}>{clock}</time>
      <span className={styles.name} title={title}>
        {title}
      </span>
      <Popover anchor={anchor} open={open} onClose={() => setOpen(false)} side="top" label={t("about.open")}>
        <About title={title} locked={locked} />
      </Popover>
    </div>
  );
}

function About({ title, locked }: { title: string; locked: boolean }) {
  const { t } = useTranslation("call");
  const invite = useInvite();
  return (
    <div className={styles.about}>
      <h3>{title}</h3>
      <Fact icon={<IconShieldLock />}>{t("about.encrypted")}</Fact>
      <Fact icon={<IconServer />}>{t("about.server", { host: window.location.host })}</Fact>
      <Fact icon={<IconLock />}>{t(locked ? "about.locked" : "about.unlocked")}</Fact>
      <Button wide onClick={() => void invite()}>
        {t("invite.copy")}
      </Button>
    </div>
  );
}

function Fact({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <p className={styles.fact}>
      <span aria-hidden="true">{icon}</span>
      <span>{children}</span>
    </p>
  );
}
