// The position of this telephone, when the person presses the button for it.
"use strict";

const field = document.querySelector("[data-position]");

if (field && "geolocation" in navigator && window.isSecureContext) {
    const latitude = field.querySelector("[name=latitude]");
    const longitude = field.querySelector("[name=longitude]");
    const part = (name) => field.querySelector(`[data-position-${name}]`);

    const show = (failed = false) => {
        const isSet = Boolean(latitude.value && longitude.value);
        part("set").hidden = isSet;
        part("drop").hidden = !isSet;
        part("done").hidden = !isSet;
        part("none").hidden = isSet || !failed;
    };

    part("set").addEventListener("click", () => {
        navigator.geolocation.getCurrentPosition(
            (position) => {
                latitude.value = position.coords.latitude.toFixed(5);
                longitude.value = position.coords.longitude.toFixed(5);
                show();
                part("drop").focus();
            },
            () => show(true),
            {enableHighAccuracy: true, timeout: 15000, maximumAge: 60000},
        );
    });
    part("drop").addEventListener("click", () => {
        latitude.value = "";
        longitude.value = "";
        show();
        part("set").focus();
    });
    field.hidden = false;
    show();
}
