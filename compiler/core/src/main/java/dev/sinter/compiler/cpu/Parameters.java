package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.ALOAD;

import dev.sinter.types.DType;
import java.util.List;
import org.objectweb.asm.Type;

/**
 * What every method of a kernel's class takes after its own numbers: the operands' arrays, the output's array, the symbols.
 *
 * @param operands the dtype of each operand
 * @param output   the dtype of the output
 * @param symbols  the symbols, in order
 */
record Parameters(List<DType> operands, DType output, List<String> symbols) {
    /** The name of the output's array among the locals. */
    static final String OUTPUT = "%out";

    static Parameters of(Nest nest) {
        return new Parameters(nest.operands(), nest.dtype(), nest.symbols());
    }

    /** The descriptor of a method whose own parameters and result are these. */
    String descriptor(String own, String result) {
        StringBuilder text = new StringBuilder("(").append(own);
        operands.forEach(dtype -> text.append(Carrier.array(dtype)));
        return text.append(Carrier.array(output)).append("J".repeat(symbols.size())).append(')').append(result)
                .toString();
    }

    /** Names the parameters of {@code code}, after its own ones; defines the symbols. */
    void define(MethodCode code, Values values) {
        for (int i = 0; i < operands.size(); i++) {
            code.operand(i, operands.get(i));
        }
        code.name(OUTPUT, Carrier.array(output));
        for (String symbol : symbols) {
            code.name(symbol, Type.LONG_TYPE);
            values.variable(symbol, Type.LONG_TYPE, 0, 0, Long.MAX_VALUE);
        }
    }

    /** Pushes the same arguments for a call from one method of the class to another. */
    void pass(MethodCode code) {
        for (int i = 0; i < operands.size(); i++) {
            code.to.visitVarInsn(ALOAD, code.named("%" + i));
        }
        code.to.visitVarInsn(ALOAD, code.named(OUTPUT));
        symbols.forEach(symbol -> code.load(Type.LONG_TYPE, code.named(symbol)));
    }
}
