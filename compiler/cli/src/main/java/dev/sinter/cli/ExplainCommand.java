package dev.sinter.cli;

import dev.sinter.compiler.cpu.CpuBackend;
import dev.sinter.compiler.cuda.CudaBackend;
import dev.sinter.compiler.driver.Compilation;
import dev.sinter.compiler.driver.Compiler;
import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Slot;
import dev.sinter.ir.Graph;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what becomes of a graph, stage by stage. */
@Command(name = "explain", mixinStandardHelpOptions = true, description = "Shows what becomes of a graph: as it was traced, after the passes, as kernels, as Java, as CUDA C, and its memory.", footer = {
    "", "Example: sinter explain digits.jar --stage kernels"})
final class ExplainCommand implements Callable<Integer> {
    /** What there is to see. */
    enum Stage {
        trace,
        passes,
        kernels,
        java,
        cuda,
        memory
    }

    @Parameters(index = "0", paramLabel = "FILE", description = "a jar, or a graph as text (.sir)")
    @SuppressWarnings("NullAway.Init") private Path file;

    @Option(names = "--stage", description = "one of ${COMPLETION-CANDIDATES}; without it a summary") private @Nullable Stage stage;

    @Option(names = "--entry", paramLabel = "NAME", description = "which entry point of the jar; else the first") private @Nullable String entry;

    @Spec
    @SuppressWarnings("NullAway.Init") private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (Model model = Model.open(file)) {
            Graph graph = model.graph(entry);
            Compilation compilation = Compiler.strict().compile(graph, "dev.sinter.program.Explained", model.state());
            if (stage == null) {
                summary(out, compilation);
            } else {
                out.print(show(stage, compilation));
            }
            out.flush();
        }
        return 0;
    }

    private static String show(Stage stage, Compilation compilation) {
        return switch (stage) {
            case trace -> compilation.source().toString();
            case passes -> compilation.optimised().toString();
            case kernels -> compilation.schedule().toString();
            case java -> String.join("\n", CpuBackend.listings(compilation.schedule()));
            case cuda -> CudaBackend.lower(compilation.schedule()).source();
            case memory -> memory(compilation.schedule());
        };
    }

    private static void summary(PrintWriter out, Compilation compilation) {
        Schedule schedule = compilation.schedule();
        out.println("@" + compilation.source().name());
        schedule.inputs().forEach(port -> out.println("  in       " + port.name() + ": " + port.type()));
        schedule.outputs().forEach(port -> out.println("  out      " + port.name() + ": " + port.type()));
        out.println("  graph    " + compilation.source().nodes().size() + " nodes traced, "
                + compilation.optimised().nodes().size() + " after the passes");
        out.println("  kernels  " + schedule.steps().size());
        out.println("  memory   " + scratch(schedule));
        out.println("  classes  " + compilation.classes().size() + " of "
                + compilation.classes().stream().mapToInt(file -> file.bytes().length).sum() + " bytes");
        out.println("--stage trace|passes|kernels|java|cuda|memory shows each of these whole");
    }

    private static String scratch(Schedule schedule) {
        long slots = schedule.slots().stream().filter(slot -> slot.role() == Slot.Role.SCRATCH).count();
        return slots + " scratch arrays, " + schedule.scratchBytes() + " bytes of constant size";
    }

    private static String memory(Schedule schedule) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < schedule.slots().size(); i++) {
            Slot slot = schedule.slots().get(i);
            text.append(String.format("s%-4d %-8s %-5s %s%n", i, slot.role().name().toLowerCase(java.util.Locale.ROOT),
                    slot.dtype(), slot.sizes()));
        }
        return text.append(scratch(schedule)).append('\n').toString();
    }
}
