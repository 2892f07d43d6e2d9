package dev.sinter.ir.eval;

import dev.sinter.ir.Body;
import dev.sinter.ir.Cond;
import dev.sinter.ir.Control;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Scan;
import dev.sinter.ir.While;
import dev.sinter.types.Shape;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What control ops mean: which of their bodies run, how often, and on what. */
final class ControlFlow {
    private ControlFlow() {}

    /** All results. */
    static List<Literal> run(Control op, List<Literal> operands, Map<String, Long> symbols) {
        return switch (op) {
            case Cond cond -> run(operands.get(0).bits(0) != 0 ? cond.then() : cond.otherwise(),
                    operands.subList(1, operands.size()), symbols);
            case While loop -> {
                List<Literal> now = operands;
                List<Literal> fixed = operands.subList(loop.carries(), operands.size());
                while (run(loop.condition(), now, symbols).get(0).bits(0) != 0) {
                    now = Control.join(run(loop.body(), now, symbols), fixed);
                }
                yield now.subList(0, loop.carries());
            }
            case Scan scan -> scan(scan, operands, symbols);
        };
    }

    private static List<Literal> run(Body body, List<Literal> inputs, Map<String, Long> symbols) {
        return Interpreter.run(body.graph(), inputs, symbols);
    }

    private static List<Literal> scan(Scan scan, List<Literal> operands, Map<String, Long> symbols) {
        int length = Math.toIntExact(Symbols.evaluate(scan.length(), symbols));
        int carries = scan.carries();
        int last = carries + scan.sequences();
        List<TensorType> types = scan.results(types(scan, operands)).stream()
                .map(type -> Symbols.evaluate(type, symbols)).toList();
        long[][] stacks = new long[scan.stacked() + carries][];
        for (int i = 0; i < stacks.length; i++) {
            stacks[i] = new long[Math.toIntExact(types.get(carries + i).shape().numel().constant())];
        }
        List<Literal> now = operands.subList(0, carries);
        for (int step = 0; step < length; step++) {
            int at = scan.reverse() ? length - 1 - step : step;
            List<Literal> inputs = new ArrayList<>(now);
            operands.subList(carries, last).forEach(sequence -> inputs.add(element(sequence, at)));
            inputs.addAll(operands.subList(last, operands.size()));
            List<Literal> given = run(scan.body(), inputs, symbols);
            List<Literal> stacked = Control.join(given.subList(carries, given.size()), now);
            for (int i = 0; i < stacks.length; i++) {
                long[] bits = stacked.get(i).bits();
                System.arraycopy(bits, 0, stacks[i], at * bits.length, bits.length);
            }
            now = given.subList(0, carries);
        }
        List<Literal> results = new ArrayList<>(now);
        for (int i = 0; i < stacks.length; i++) {
            results.add(new Literal(types.get(carries + i), stacks[i]));
        }
        return results;
    }

    /** The operands' types as the body declares them, with symbols. */
    private static List<TensorType> types(Scan scan, List<Literal> operands) {
        List<TensorType> types = new ArrayList<>(Control.taken(scan.body()));
        for (int i = scan.carries(); i < scan.carries() + scan.sequences(); i++) {
            types.set(i, scan.sequence(types.get(i)));
        }
        if (types.size() != operands.size()) {
            throw new IllegalStateException("a scan of " + types + " was given " + operands.size() + " operands");
        }
        return types;
    }

    private static Literal element(Literal sequence, int at) {
        Shape shape = Shape.of(sequence.shape().dims().subList(1, sequence.shape().rank()));
        int size = Math.toIntExact(shape.numel().constant());
        long[] bits = new long[size];
        for (int i = 0; i < size; i++) {
            bits[i] = sequence.bits(at * size + i);
        }
        return new Literal(new TensorType(sequence.dtype(), shape), bits);
    }
}
