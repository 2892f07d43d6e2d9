package dev.sinter.compiler.driver;

import dev.sinter.compiler.cpu.CpuBackend;
import dev.sinter.compiler.cpu.CpuOptions;
import dev.sinter.compiler.passes.Pipeline;
import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.ir.Graph;
import java.util.Set;

/** From graph to class files: passes, schedule, back end. */
public final class Compiler {
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
        Graph optimised = Pipeline.current().run(graph);
        Schedule schedule = Scheduler.fusing().schedule(optimised, state);
        return new Compilation(graph, optimised, schedule, program,
                CpuBackend.compile(schedule, program, CpuOptions.FASTEST));
    }
}
