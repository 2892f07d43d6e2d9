package dev.sinter.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the whole way once: eager Java that learns digits, compiled, exported, run by another JVM. */
@Command(name = "demo", mixinStandardHelpOptions = true, description = {
    "Trains a network on handwritten digits, compiles it, and runs the jar in a fresh JVM.",
    "The network is ordinary eager Java (samples/digits). The demo shows that the compiled training step gives the same",
    "bits and how much faster it is, exports digits.jar, runs it with 'java -jar' alone, and compares every bit."}, footer = {
        "",
        "Examples:",
        "  sinter demo --quick                       under 25 seconds, on digits that it draws itself",
        "  sinter demo --data DIR --out demo         on optdigits.tra and .tes, or the IDX files of MNIST",
        "  java -jar demo/digits.jar --help          what the jar can do afterwards"})
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "fewer digits and shorter measurements") private boolean quick;

    @Option(names = "--data", paramLabel = "DIR", description = "a folder with optdigits.tra and optdigits.tes, or with IDX files under the names that MNIST gives them; generated digits without it") private @Nullable Path data;

    @Option(names = "--out", paramLabel = "DIR", description = "the folder to write to; else sinter-demo in the system's folder for temporary files") private @Nullable Path folder;

    private final PrintStream out;

    DemoCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public Integer call() throws Exception {
        Path target = folder == null ? Path.of(System.getProperty("java.io.tmpdir"), "sinter-demo") : folder;
        new Demo(out, target.toAbsolutePath().normalize(), quick).run(data);
        return 0;
    }
}
