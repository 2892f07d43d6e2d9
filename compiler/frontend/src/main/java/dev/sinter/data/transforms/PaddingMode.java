package dev.sinter.data.transforms;

/** What lies around an image that is made larger. */
public enum PaddingMode {
    /** One value. */
    CONSTANT {
        @Override
        int source(int at, int size) {
            return at < 0 || at >= size ? Raster.FILLED : at;
        }
    },
    /** The outermost pixels again. */
    EDGE {
        @Override
        int source(int at, int size) {
            return Math.clamp(at, 0, size - 1);
        }
    },
    /** The mirrored image without its outermost pixels: {@code c b | a b c | b a}. */
    REFLECT {
        @Override
        int source(int at, int size) {
            int period = Math.max(2 * size - 2, 1);
            int place = Math.floorMod(at, period);
            return Math.min(place, period - place);
        }
    },
    /** The mirrored image with its outermost pixels: {@code b a | a b c | c b}. */
    SYMMETRIC {
        @Override
        int source(int at, int size) {
            int place = Math.floorMod(at, 2 * size);
            return Math.min(place, 2 * size - 1 - place);
        }
    };

    /** The pixel of the source that is seen at a place, which may lie outside. */
    abstract int source(int at, int size);
}
