/** Makes `t("…")` check its key and placeholders against the English catalogues. */
import "i18next";
import type account from "./en/account.json";
import type admin from "./en/admin.json";
import type branding from "./en/branding.json";
import type calendar from "./en/calendar.json";
import type call from "./en/call.json";
import type chat from "./en/chat.json";
import type common from "./en/common.json";
import type ending from "./en/ending.json";
import type errors from "./en/errors.json";
import type home from "./en/home.json";
import type host from "./en/host.json";
import type join from "./en/join.json";
import type mail from "./en/mail.json";
import type people from "./en/people.json";
import type privacy from "./en/privacy.json";
import type settings from "./en/settings.json";
import type site from "./en/site.json";
import type templates from "./en/templates.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: {
      account: typeof account;
      admin: typeof admin;
      branding: typeof branding;
      calendar: typeof calendar;
      call: typeof call;
      chat: typeof chat;
      common: typeof common;
      ending: typeof ending;
      errors: typeof errors;
      home: typeof home;
      host: typeof host;
      join: typeof join;
      mail: typeof mail;
      people: typeof people;
      privacy: typeof privacy;
      settings: typeof settings;
      site: typeof site;
      templates: typeof templates;
    };
  }
}
