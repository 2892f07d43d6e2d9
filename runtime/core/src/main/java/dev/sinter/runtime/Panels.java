package dev.sinter.runtime;

/**
 * Each thread's own scratch arrays, in which generated kernels put blocks of their operands in the order in which they read them.
 * They hold anything at first, grow to the longest that was asked for, and stay as long as the thread.
 */
public final class Panels {
    private static final ThreadLocal<Panels> OWN = new ThreadLocal<>();

    private float[] floats = {};
    private double[] doubles = {};
    private int[] ints = {};

    private Panels() {}

    private static Panels own() {
        Panels panels = OWN.get();
        if (panels == null) {
            panels = new Panels();
            OWN.set(panels);
        }
        return panels;
    }

    /** An array of at least this length that no other thread uses. */
    public static float[] floats(int length) {
        Panels panels = own();
        if (panels.floats.length < length) {
            panels.floats = new float[length];
        }
        return panels.floats;
    }

    /** As {@link #floats}. */
    public static double[] doubles(int length) {
        Panels panels = own();
        if (panels.doubles.length < length) {
            panels.doubles = new double[length];
        }
        return panels.doubles;
    }

    /** As {@link #floats}. */
    public static int[] ints(int length) {
        Panels panels = own();
        if (panels.ints.length < length) {
            panels.ints = new int[length];
        }
        return panels.ints;
    }
}
