import {Component, useRef, useState} from "@odoo/owl";

import {addPart, localOf} from "@hcc_field/field/core/parts";
import {_t} from "@hcc_field/field/core/words";

/** Pixels of the longer side: a page of paper can be read. */
const SIDE = 1600;
const QUALITY = 0.8;

/** A smaller JPEG without what the camera wrote into it: place, time, telephone. */
export async function shrink(file) {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((resolve) => {
        canvas.toBlob(resolve, "image/jpeg", QUALITY);
    });
    return new Uint8Array(await blob.arrayBuffer());
}

/** Pictures of papers and of the place; never of an identity card. */
export class PhotoPart extends Component {
    static template = "hcc_field.PhotoPart";
    static props = {visit: Object, day: Object, act: Function, addPhoto: Function};

    setup() {
        this.input = useRef("file");
        this.local = useState({busy: false, kind: "paper", error: ""});
        this.kinds = [
            ["paper", _t("A paper")],
            ["form", _t("A form")],
            ["place", _t("The place")],
            ["other", _t("Something else")],
        ];
    }

    get countWords() {
        const {length} = localOf(this.props.visit, "photo");
        return length ? _t("Pictures kept on this device or sent: %s", length) : "";
    }

    async add() {
        const [file] = this.input.el.files;
        if (!file) {
            return;
        }
        Object.assign(this.local, {busy: true, error: ""});
        try {
            const bytes = await shrink(file);
            await this.props.addPhoto(this.local.kind, bytes);
        } catch {
            this.local.error = _t("This picture could not be kept. Take it once more.");
        }
        if (this.input.el) {
            this.input.el.value = "";
        }
        this.local.busy = false;
    }
}

addPart({
    name: "photo",
    sequence: 80,
    component: PhotoPart,
    needsPhotos: true,
});
