package dev.sinter.compiler.cpu;

/**
 * What to generate.
 *
 * @param vector whether kernels also get a vector form, for JVMs that have the vector module
 * @param tiles  whether contractions and reductions get forms of their own; without, all kernels are the plain loop nest that the
 *               others are tested against
 */
public record CpuOptions(boolean vector, boolean tiles) {
    /** Every form that makes a program faster. */
    public static final CpuOptions FASTEST = new CpuOptions(true, true);
    /** The plain loop nests alone. */
    public static final CpuOptions PLAIN = new CpuOptions(false, false);
}
