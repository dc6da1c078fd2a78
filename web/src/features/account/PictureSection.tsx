/** The picture beside one's name: chosen, made small on this device, or taken away. */
import { IconPhoto, IconTrash } from "@tabler/icons-react";
import { type ChangeEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Account, setPicture } from "@/api/accounts";
import { Avatar } from "@/ui/Avatar";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { setMe } from "./me";
import { Problem } from "./Problem";
import styles from "./ProfileScreen.module.css";
import { squared } from "./picture";
import { useSubmit } from "./useSubmit";

export function PictureSection({ me }: { me: Account }) {
  const { t } = useTranslation("account");
  const file = useRef<HTMLInputElement>(null);
  const [unreadable, setUnreadable] = useState(false);
  const { busy, problem, run } = useSubmit();

  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.[0];
    event.target.value = "";
    setUnreadable(false);
    if (chosen === undefined) return;
    const picture = await squared(chosen).catch(() => null);
    if (picture === null) setUnreadable(true);
    else void run(async () => setMe(await setPicture(picture)));
  };

  return (
    <section className={styles.section} aria-label={t("picture.label")}>
      <div className={styles.picture}>
        <Avatar id={me.id} name={me.name} picture={me.picture} size={96} />
        <div className={styles.buttons}>
          <input ref={file} type="file" accept="image/*" hidden onChange={(event) => void choose(event)} />
          <Button icon={<IconPhoto />} busy={busy} onClick={() => file.current?.click()}>
            {t("picture.choose")}
          </Button>
          {me.picture && (
            <Button
              kind="quiet"
              icon={<IconTrash />}
              onClick={() => void run(async () => setMe(await setPicture(null)))}
            >
              {t("picture.remove")}
            </Button>
          )}
        </div>
      </div>
      {unreadable && (
        <Banner tone="danger" spoken="assertive">
          {t("picture.unreadable")}
        </Banner>
      )}
      <Problem of={problem} />
    </section>
  );
}
