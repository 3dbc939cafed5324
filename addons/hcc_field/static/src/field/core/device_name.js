/** What the office reads in its list of devices. */
export function deviceName() {
    const {userAgent} = navigator;
    const system = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(userAgent);
    const browser = /Edg|Firefox|Chrome|Safari/.exec(userAgent);
    return [system, browser]
        .filter(Boolean)
        .map((found) => found[0])
        .join(", ");
}
