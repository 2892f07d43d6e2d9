package dev.sinter.data.transforms;

/** How an image gets another size. */
public enum Interpolation {
    /** Each pixel is the source's at {@code floor(i * old / new)}. */
    NEAREST,
    /** Straight lines between the four nearest pixels, which skips pixels where the image becomes smaller. */
    BILINEAR,
    /**
     * Straight lines; where the image becomes smaller the weights reach over all pixels that fall together: what torchvision does unless
     * told otherwise, and image editors too.
     */
    BILINEAR_ANTIALIASED
}
