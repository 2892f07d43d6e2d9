package dev.sinter.compiler.cpu;

/**
 * What to generate.
 *
 * @param vector whether kernels also get a vector form, for JVMs that have the vector module
 * @param tiles  whether contractions and reductions get forms of their own; without, all kernels are the plain loop nest that the
 *               others are tested against
 * @param shared whether kernels are named by what they do, not by their program, so that the programs of a process share their classes
 */
public record CpuOptions(boolean vector, boolean tiles, boolean shared) {
    /** Every form that makes a program faster. */
    public static final CpuOptions FASTEST = new CpuOptions(true, true, false);
    /** The same for programs of this process, of which later ones find the kernels of earlier ones compiled by the JVM. */
    public static final CpuOptions IN_PROCESS = new CpuOptions(true, true, true);
    /** The plain loop nests alone. */
    public static final CpuOptions PLAIN = new CpuOptions(false, false, false);
}
