package dev.sinter.pictures;

/** What the pixels of an image become, whatever they are in its file. */
public enum Channels {
    /** One value: luma (ITU-R BT.601) of colours. */
    GRAY(1),
    /** Red, green, blue; opacity is dropped. */
    RGB(3),
    /** Red, green, blue and opacity, 255 where the file has none. */
    RGBA(4);

    private final int count;

    Channels(int count) {
        this.count = count;
    }

    public int count() {
        return count;
    }
}
