package dev.sinter.cli;

import dev.sinter.compiler.cuda.Nvrtc;
import dev.sinter.runtime.VectorSupport;
import dev.sinter.runtime.WorkerTeam;
import dev.sinter.runtime.cuda.Cuda;
import dev.sinter.runtime.cuda.CudaException;
import dev.sinter.runtime.cuda.CudaLibraries;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what this machine offers, and for each thing that is missing what would make it appear. */
@Command(name = "doctor", mixinStandardHelpOptions = true, description = {
    "Says what this machine offers, and what to do about what is missing.",
    "JDK, processors, vector width, threads, memory, CUDA; a remedy stands below what is missing, after an arrow."}, footer = {
        "", "Example: sinter doctor"})
final class DoctorCommand implements Runnable {
    private static final int JDK = 25;
    private static final long LITTLE_HEAP = 512L << 20;

    @Spec
    @SuppressWarnings("NullAway.Init") private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        jdk(out);
        vector(out);
        threads(out);
        memory(out);
        temporary(out);
        cuda(out);
        out.flush();
    }

    private static void jdk(PrintWriter out) {
        row(out, "JDK", Runtime.version() + ", " + System.getProperty("java.vm.vendor") + ", "
                + System.getProperty("java.home"));
        if (Runtime.version().feature() < JDK) {
            remedy(out, "install JDK " + JDK + ": the compiler needs it; exported jars run from JDK 17 on");
        }
        if (System.getProperty("java.vm.info", "").contains("interpreted")) {
            remedy(out, "start Java without -Xint: nothing is compiled to machine code");
        }
        row(out, "system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }

    private static void vector(PrintWriter out) {
        if (VectorSupport.available()) {
            int bits = vectorBits();
            row(out, "vector", (bits == 0 ? "" : bits + " bits wide (" + bits / Float.SIZE + " float32); ")
                    + VectorSupport.explanation());
        } else {
            row(out, "vector", "not used");
            remedy(out, VectorSupport.explanation() + "; the results are the same, later");
        }
    }

    /** The width that the JVM prefers; by reflection, as this module does without the incubating one. */
    private static int vectorBits() {
        try {
            Class<?> shape = Class.forName("jdk.incubator.vector.VectorShape");
            Object preferred = shape.getMethod("preferredShape").invoke(null);
            return (Integer) shape.getMethod("vectorBitSize").invoke(preferred);
        } catch (ReflectiveOperationException | LinkageError e) {
            return 0;
        }
    }

    private static void threads(PrintWriter out) {
        int processors = Runtime.getRuntime().availableProcessors();
        int threads;
        try {
            threads = WorkerTeam.shared().threads();
        } catch (IllegalArgumentException property) {
            row(out, "threads", "none");
            remedy(out, String.valueOf(property.getMessage()));
            return;
        }
        row(out, "threads", threads + " of " + processors + (processors == 1 ? " processor" : " processors"));
        if (threads < processors && System.getProperty(WorkerTeam.THREADS) != null) {
            remedy(out, "-D" + WorkerTeam.THREADS + " limits them; leave it out to use all");
        }
    }

    private static void memory(PrintWriter out) {
        long most = Runtime.getRuntime().maxMemory();
        row(out, "heap", (most >> 20) + " MiB at most");
        if (most < LITTLE_HEAP) {
            remedy(out, "give Java more with SINTER_JAVA_OPTS=-Xmx2g");
        }
    }

    private static void temporary(PrintWriter out) {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            Files.delete(Files.createTempFile(folder, "sinter", ".tmp"));
            row(out, "temporary", folder + ", writable");
        } catch (IOException e) {
            row(out, "temporary", folder + ", not writable");
            remedy(out, "name a folder with SINTER_JAVA_OPTS=-Djava.io.tmpdir=FOLDER, or give --out to 'sinter demo'");
        }
    }

    private static void cuda(PrintWriter out) {
        CudaLibraries libraries = Cuda.libraries();
        row(out, "libcuda", libraries.driver() == null ? "not found" : libraries.driver().toString());
        if (Cuda.isAvailable()) {
            Cuda.devices().forEach(device -> row(out, "GPU", device.toString()));
        } else {
            row(out, "GPU", "none");
            remedy(out, Cuda.reason());
        }
        row(out, "libnvrtc", libraries.nvrtc() == null ? "not found" : libraries.nvrtc().toString());
        try {
            row(out, "NVRTC", Nvrtc.open(libraries).version());
        } catch (CudaException absent) {
            row(out, "NVRTC", "none");
            remedy(out, String.valueOf(absent.getMessage()));
        }
    }

    private static void row(PrintWriter out, String what, String found) {
        out.println(String.format("%-10s %s", what, found));
    }

    private static void remedy(PrintWriter out, String text) {
        out.println("           -> " + text);
    }
}
