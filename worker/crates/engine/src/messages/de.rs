//! German.

use super::words::{Language, LinkWords, Words};

pub(super) static GERMAN: Language = Language {
    tag: "de",
    sign_up: Words {
        subject: "Bestätigen Sie Ihr Konto bei {name}",
        heading: "Konto bestätigen",
        lead: "Mit diesem Code bestätigen Sie Ihr Konto bei {name}.",
        lasts: "Der Code gilt {span}.",
        not_you: "Waren Sie das nicht, können Sie diese Nachricht ignorieren: ohne den Code geschieht nichts.",
        sms: "Ihr Bestätigungscode für {name}: {####}",
    },
    attribute: Words {
        subject: "Bestätigen Sie Ihre Adresse für {name}",
        heading: "Adresse bestätigen",
        lead: "Mit diesem Code bestätigen Sie diese Adresse für Ihr Konto bei {name}.",
        lasts: "Der Code gilt {span}.",
        not_you: "Waren Sie das nicht, können Sie diese Nachricht ignorieren: ohne den Code geschieht nichts.",
        sms: "Ihr Bestätigungscode für {name}: {####}",
    },
    forgotten_password: Words {
        subject: "Neues Passwort für {name}",
        heading: "Neues Passwort wählen",
        lead: "Mit diesem Code wählen Sie ein neues Passwort für Ihr Konto bei {name}.",
        lasts: "Der Code gilt {span}.",
        not_you: "Waren Sie das nicht, können Sie diese Nachricht ignorieren: Ihr Passwort bleibt, wie es ist.",
        sms: "Ihr Code für ein neues Passwort bei {name}: {####}",
    },
    invitation: Words {
        subject: "Ihre Einladung zu {name}",
        heading: "Willkommen bei {name}",
        lead: "Für Sie wurde ein Konto angelegt. Ihr Benutzername ist {username}, und dies ist Ihr vorläufiges Passwort.",
        lasts: "Es gilt {span}. Bei der ersten Anmeldung wählen Sie ein eigenes.",
        not_you: "Wissen Sie nicht, worum es geht, können Sie diese Nachricht ignorieren.",
        sms: "Ihr Benutzername bei {name} ist {username}, Ihr vorläufiges Passwort {####}",
    },
    second_factor: Words {
        subject: "Ihr Anmeldecode für {name}",
        heading: "Anmeldung abschließen",
        lead: "Mit diesem Code schließen Sie die Anmeldung bei {name} ab.",
        lasts: "Der Code gilt {span}.",
        not_you: "Waren Sie das nicht, kennt jemand Ihr Passwort: wählen Sie ein anderes, und sagen Sie niemandem diesen Code.",
        sms: "Ihr Anmeldecode für {name}: {####}",
    },
    sign_in: Words {
        subject: "Anmelden bei {name}",
        heading: "Anmelden",
        lead: "Mit diesem Code melden Sie sich bei {name} an.",
        lasts: "Der Code gilt {span}.",
        not_you: "Waren Sie das nicht, können Sie diese Nachricht ignorieren. Sagen Sie niemandem diesen Code.",
        sms: "Ihr Anmeldecode für {name}: {####}",
    },
    lock_notice: Words {
        subject: "Falsche Passwörter für Ihr Konto bei {name}",
        heading: "Falsche Passwörter für Ihr Konto",
        lead: "Für Ihr Konto bei {name} wurden falsche Passwörter probiert. Anmelden ist deshalb für einige Minuten nicht \
               möglich, außer in Browsern, in denen Sie schon angemeldet waren.",
        lasts: "",
        not_you: "Waren Sie das nicht, und ist Ihr Passwort leicht zu erraten oder auch anderswo in Gebrauch, wählen Sie ein anderes.",
        sms: "Für Ihr Konto bei {name} wurden falsche Passwörter probiert. Waren Sie das nicht, wählen Sie ein sicheres.",
    },
    link: LinkWords {
        lead: "Mit diesem Link bestätigen Sie Ihre Adresse für {name}.",
        label: "Adresse bestätigen",
        lasts: "Der Link gilt {span}.",
        not_you: "Waren Sie das nicht, können Sie diese Nachricht ignorieren: ohne den Link geschieht nichts.",
    },
    minutes: ["Minute", "Minuten"],
    hours: ["Stunde", "Stunden"],
    days: ["Tag", "Tage"],
};
