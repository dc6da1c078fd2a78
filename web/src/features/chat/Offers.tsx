/** The list above the composer while one types an emoji or a name. The focus stays in the field. */
import { useTranslation } from "react-i18next";
import { classes } from "@/ui/classes";
import styles from "./Composer.module.css";
import { OFFERS_ID, type Offer } from "./offers";

export function Offers(props: { offers: readonly Offer[]; active: number; onPick(offer: Offer): void }) {
  const { t } = useTranslation("chat");
  const { offers, active, onPick } = props;
  if (offers.length === 0) return null;
  return (
    <div id={OFFERS_ID} className={styles.offers} role="listbox" aria-label={t("offers")}>
      {offers.map((offer, index) => (
        <button
          key={offer.key}
          id={`${OFFERS_ID}-${index}`}
          type="button"
          role="option"
          aria-selected={index === active}
          tabIndex={-1}
          className={classes(styles.offer, index === active && styles.chosen)}
          // A press must not take the focus out of the field.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(offer)}
        >
          <span aria-hidden="true">{offer.sign}</span> {offer.words}
        </button>
      ))}
    </div>
  );
}
