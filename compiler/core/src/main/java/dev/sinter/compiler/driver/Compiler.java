package dev.sinter.compiler.driver;

import dev.sinter.compiler.cpu.CpuBackend;
import dev.sinter.compiler.cpu.CpuOptions;
import dev.sinter.compiler.passes.Pipeline;
import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.ir.Graph;
import dev.sinter.runtime.Executable;
import java.util.Set;

/** From graph to class files: passes, schedule, back end. */
public final class Compiler {
    private static final String IN_PROCESS = "dev.sinter.program.Eager";

    private Compiler() {}

    /** The compiler whose programs give the interpreter's bits. */
    public static Compiler strict() {
        return new Compiler();
    }

    /**
     * Compiles a graph.
     *
     * @param program the binary name for the program's class
     * @param state   the names of inputs that are kept between calls rather than given with each
     */
    public Compilation compile(Graph graph, String program, Set<String> state) {
        return compile(graph, program, state, CpuOptions.FASTEST);
    }

    /** Compiles a graph for this process, in which programs share the classes of equal kernels. */
    public Executable load(Graph graph, Set<String> state) {
        return compile(graph, IN_PROCESS, state, CpuOptions.IN_PROCESS).load();
    }

    private static Compilation compile(Graph graph, String program, Set<String> state, CpuOptions options) {
        Graph optimised = Pipeline.current().run(graph);
        Schedule schedule = Scheduler.fusing().schedule(optimised, state);
        return new Compilation(graph, optimised, schedule, program,
                CpuBackend.compile(schedule, program, options));
    }
}
