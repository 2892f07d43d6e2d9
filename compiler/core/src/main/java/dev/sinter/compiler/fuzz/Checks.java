package dev.sinter.compiler.fuzz;

import dev.sinter.compiler.passes.Debug;
import dev.sinter.compiler.passes.Pass;
import dev.sinter.compiler.passes.Pipeline;
import dev.sinter.ir.Graph;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.text.Parser;
import dev.sinter.ir.text.Printer;
import dev.sinter.ir.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The checks of graphs and passes. */
final class Checks {
    private Checks() {}

    /** All of them. */
    static List<Check> all() {
        List<Check> checks = new ArrayList<>(List.of(
                new Check("the program keeps the rules and has a value", Checks::isGood),
                new Check("parse(print) = same", Checks::readsBack),
                new Check("all passes = no passes", program -> agrees(program, Pipeline.standard())),
                new Check("derivatives = finite differences", FiniteDifferences::compare)));
        for (Pass pass : Pipeline.standard()) {
            checks.add(new Check("pass " + pass.name() + " = no passes", program -> agrees(program, List.of(pass))));
        }
        return checks;
    }

    private static @Nullable String isGood(Case program) {
        Verifier.verify(program.graph());
        program.expected();
        return null;
    }

    private static @Nullable String readsBack(Case program) {
        String text = Printer.print(program.graph());
        String again = Printer.print(Parser.parse(text));
        return again.equals(text) ? null : "it reads back as\n" + again;
    }

    /** Whether a program gives the same bits after these passes, under the strictest checking. */
    private static @Nullable String agrees(Case program, List<Pass> passes) {
        List<String> reports = new ArrayList<>();
        Debug debug = new Debug(3, null, false, Set.of(), Debug.DEFAULT.bisect());
        Graph optimised = new Pipeline(passes, debug, reports::add).run(program.graph());
        if (optimised == program.graph()) {
            return null;
        }
        return Difference.between(program.expected(), Interpreter.run(optimised, program.inputs()));
    }
}
