package dev.sinter;

import dev.sinter.ir.Diagnostic;

/**
 * Where a tensor lives and is computed: the CPU or one of the GPUs. Tensors live on the CPU so far; a GPU can be named and looked at, and
 * what is asked to live there is refused with the reason.
 *
 * @param kind  CPU or CUDA
 * @param index which of them, from 0
 */
public record Device(Kind kind, int index) {
    /** What computes. */
    public enum Kind {
        /** The processor that runs the JVM. */
        CPU,
        /** A GPU of NVIDIA. */
        CUDA
    }

    private static final Device THE_CPU = new Device(Kind.CPU, 0);

    public Device {
        if (index < 0 || kind == Kind.CPU && index > 0) {
            throw new Diagnostic("there is no device " + name(kind) + ":" + index + "; "
                    + (kind == Kind.CPU ? "the only one of its kind is cpu" : "GPUs are numbered from 0"));
        }
    }

    public static Device cpu() {
        return THE_CPU;
    }

    /** The first GPU, whether it is there or not. */
    public static Device cuda() {
        return cuda(0);
    }

    /** A GPU by its number, whether it is there or not. */
    public static Device cuda(int index) {
        return new Device(Kind.CUDA, index);
    }

    /** {@code cpu}, {@code cuda} or {@code cuda:1}. */
    public static Device parse(String name) {
        if (name.equals("cpu") || name.equals("cpu:0")) {
            return THE_CPU;
        }
        if (name.equals("cuda")) {
            return cuda();
        }
        if (name.matches("cuda:[0-9]{1,4}")) {
            return cuda(Integer.parseInt(name, "cuda:".length(), name.length(), 10));
        }
        throw new Diagnostic("there is no device '" + name + "'; cpu, cuda and cuda:1 are names of devices");
    }

    /** The fastest device on which tensors can live: the CPU, as long as they live nowhere else. */
    public static Device best() {
        return THE_CPU;
    }

    /** Whether the machine has it. */
    public boolean isAvailable() {
        return kind == Kind.CPU || index < Cuda.deviceCount();
    }

    /** A {@link Diagnostic} unless tensors can live here; {@code asked} is what was called. */
    void require(String asked) {
        if (kind == Kind.CUDA) {
            throw new Diagnostic(asked + ": tensors cannot live on " + this + ", only on cpu, so far. "
                    + (isAvailable()
                            ? "The GPU is there (" + Cuda.deviceName(index) + ")."
                            : Cuda.isAvailable() ? "There are " + Cuda.deviceCount() + " GPUs." : Cuda.reason()));
        }
    }

    private static String name(Kind kind) {
        return kind == Kind.CPU ? "cpu" : "cuda";
    }

    /** {@code cpu}, {@code cuda:0}. */
    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : name(kind) + ":" + index;
    }
}
