package dev.sinter.cli;

import dev.sinter.compiler.cpu.CpuBackend;
import dev.sinter.compiler.cuda.CudaBackend;
import dev.sinter.compiler.driver.Compilation;
import dev.sinter.compiler.driver.Compiler;
import dev.sinter.compiler.passes.Pipeline;
import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Slot;
import dev.sinter.ir.Graph;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what becomes of a graph, stage by stage. */
@Command(name = "explain", mixinStandardHelpOptions = true, description = {
    "Shows what becomes of a graph, stage by stage.",
    "Without --stage: a summary. The stages, in order:",
    "  trace    the graph as it was traced or written; the text can be given to 'sinter compile' again",
    "  passes   the graph after the passes, and which rules fired",
    "  kernels  the fused kernels over numbered slots",
    "  java     the kernels' loops as they are compiled to bytecode",
    "  memory   what each slot holds",
    "  cuda     the kernels as CUDA C"}, footer = {"",
        "Examples:",
        "  sinter explain digits.jar",
        "  sinter explain digits.jar --entry train --stage kernels"})
final class ExplainCommand implements Callable<Integer> {
    /** What there is to see. */
    enum Stage {
        trace,
        passes,
        kernels,
        java,
        memory,
        cuda
    }

    @Parameters(index = "0", paramLabel = "FILE", description = "a jar, or a graph as text (.sir)")
    @SuppressWarnings("NullAway.Init") private Path file;

    @Option(names = "--stage", paramLabel = "STAGE", description = "one of ${COMPLETION-CANDIDATES}") private @Nullable Stage stage;

    @Option(names = "--entry", paramLabel = "NAME", description = "which entry point of the jar; else the first") private @Nullable String entry;

    @Spec
    @SuppressWarnings("NullAway.Init") private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        ModelFile model = ModelFile.open(file);
        Graph graph = model.graph(entry);
        if (stage == Stage.trace) {
            out.print(graph);
        } else if (stage == Stage.passes) {
            passes(out, graph);
        } else {
            Compilation compilation = Compiler.strict()
                    .compile(graph, "dev.sinter.program.Explained", model.weights().keySet());
            if (stage == null) {
                summary(out, compilation, model.graphs().size() > 1 ? List.copyOf(model.graphs().keySet()) : List.of());
            } else {
                out.print(show(stage, compilation.schedule()));
            }
        }
        out.flush();
        return 0;
    }

    /** What each pass did, as comments, and then the graph: the whole reads back as a graph. */
    private static void passes(PrintWriter out, Graph graph) {
        Pipeline.Outcome outcome = Pipeline.current().explain(graph);
        for (Pipeline.Step step : outcome.steps()) {
            step.fired().forEach((rule, times) -> out.println("// " + step.pass() + ": " + rule
                    + (times == 1 ? "" : " (" + times + " times)")));
        }
        out.print(outcome.graph());
    }

    private static String show(Stage stage, Schedule schedule) {
        return switch (stage) {
            case kernels -> schedule.toString();
            case java -> String.join("\n", CpuBackend.listings(schedule));
            case cuda -> CudaBackend.lower(schedule).source();
            case memory -> memory(schedule);
            case trace, passes -> throw new IllegalStateException(stage + " comes before the schedule");
        };
    }

    private static void summary(PrintWriter out, Compilation compilation, List<String> entries) {
        Schedule schedule = compilation.schedule();
        out.println("@" + compilation.source().name());
        schedule.inputs().forEach(port -> out.println(
                (port.state() ? "  state    " : "  in       ") + port.name() + ": " + port.type()));
        schedule.outputs().forEach(port -> out.println(
                (port.state() ? "  updates  " : "  out      ") + port.name() + ": " + port.type()));
        out.println("  graph    " + compilation.source().nodes().size() + " nodes traced, "
                + compilation.optimised().nodes().size() + " after the passes");
        out.println("  kernels  " + schedule.steps().size());
        out.println("  memory   " + scratch(schedule));
        out.println("  classes  " + compilation.classes().size() + " of "
                + compilation.classes().stream().mapToInt(file -> file.bytes().length).sum() + " bytes");
        if (!entries.isEmpty()) {
            out.println("  entries  " + String.join(", ", entries) + "; --entry NAME explains another one");
        }
        out.println("--stage trace|passes|kernels|java|memory|cuda shows each of these whole");
    }

    private static String scratch(Schedule schedule) {
        long slots = schedule.slots().stream().filter(slot -> slot.role() == Slot.Role.SCRATCH).count();
        return slots + (slots == 1 ? " scratch array, " : " scratch arrays, ") + schedule.scratchBytes()
                + " bytes of constant size";
    }

    private static String memory(Schedule schedule) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < schedule.slots().size(); i++) {
            Slot slot = schedule.slots().get(i);
            text.append(String.format(Locale.ROOT, "s%-4d %-8s %-5s %s%n", i,
                    slot.role().name().toLowerCase(Locale.ROOT), slot.dtype(), slot.sizes()));
        }
        return text.append(scratch(schedule)).append('\n').toString();
    }
}
