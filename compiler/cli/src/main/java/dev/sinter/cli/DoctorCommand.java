package dev.sinter.cli;

import dev.sinter.compiler.cuda.Nvrtc;
import dev.sinter.runtime.VectorSupport;
import dev.sinter.runtime.cuda.Cuda;
import dev.sinter.runtime.cuda.CudaException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what this machine offers, and for each thing that is missing what would make it appear. */
@Command(name = "doctor", mixinStandardHelpOptions = true, description = "Says what this machine offers: JDK, vector width, threads, CUDA; for what is missing, the remedy.", footer = {
    "", "Example: sinter doctor"})
final class DoctorCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        Runtime.Version version = Runtime.version();
        row(out, "JDK", version + " (" + System.getProperty("java.vm.vendor") + ")",
                version.feature() >= 25 ? "" : "the compiler needs JDK 25; exported jars run from 17 on");
        Runtime machine = Runtime.getRuntime();
        row(out, "processors", machine.availableProcessors() + " (" + System.getProperty("os.arch") + ", "
                + System.getProperty("os.name") + ")", "");
        row(out, "heap", machine.maxMemory() / (1 << 20) + " MiB at most", "");
        row(out, "vector",
                VectorSupport.available() ? "jdk.incubator.vector is there: kernels run vectorised" : "not there",
                VectorSupport.available()
                        ? ""
                        : "start Java with --add-modules jdk.incubator.vector; results are the same without it, slower");
        if (Cuda.isAvailable()) {
            Cuda.devices().forEach(device -> row(out, "CUDA", device.toString(), ""));
        } else {
            row(out, "CUDA", "not there", Cuda.reason());
        }
        nvrtc(out);
    }

    private static void nvrtc(PrintWriter out) {
        try {
            row(out, "NVRTC", Nvrtc.open(Cuda.libraries()).version(), "");
        } catch (CudaException absent) {
            row(out, "NVRTC", "not there", String.valueOf(absent.getMessage()));
        }
    }

    private static void row(PrintWriter out, String what, String found, String remedy) {
        out.printf("%-11s %s%n", what, found);
        if (!remedy.isEmpty()) {
            out.printf("%-11s -> %s%n", "", remedy);
        }
    }
}
