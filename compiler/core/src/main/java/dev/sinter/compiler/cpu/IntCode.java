package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.Type;

/**
 * Arithmetic on named int variables of a method, written in postfix: {@code set("rows", "M row0 - 240 min")}.
 *
 * <p>A word is a number, a variable, a static field of another class, or one of {@code + - * / % min}.
 */
final class IntCode {
    private final MethodCode code;
    private final Map<String, Integer> locals = new HashMap<>();
    private final Map<String, String> fields = new HashMap<>();

    IntCode(MethodCode code) {
        this.code = code;
    }

    /** Lets a name stand for a static int field of {@code owner} of the same name. */
    void field(String name, String owner) {
        fields.put(name, owner);
    }

    /** Lets a name stand for an int local that is already there. */
    void local(String name, int local) {
        locals.put(name, local);
    }

    int local(String name) {
        return locals.computeIfAbsent(name, key -> code.local(Type.INT_TYPE));
    }

    /** Computes a variable, which is made where it is new. */
    void set(String name, String postfix) {
        push(postfix);
        code.store(Type.INT_TYPE, local(name));
    }

    /** Computes a number onto the stack. */
    void push(String postfix) {
        for (String word : postfix.split(" ", -1)) {
            word(word);
        }
    }

    private void word(String word) {
        switch (word) {
            case "+" -> code.insn(IADD);
            case "-" -> code.insn(ISUB);
            case "*" -> code.insn(IMUL);
            case "/" -> code.insn(IDIV);
            case "%" -> code.insn(IREM);
            case "min" -> code.call("java/lang/Math", "min", "(II)I");
            default -> operand(word);
        }
    }

    private void operand(String word) {
        String owner = fields.get(word);
        if (owner != null) {
            code.to.visitFieldInsn(GETSTATIC, owner, word, "I");
        } else if (Character.isDigit(word.charAt(0)) || word.length() > 1 && word.charAt(0) == '-') {
            code.integer(Integer.parseInt(word));
        } else {
            Integer local = locals.get(word);
            if (local == null) {
                throw new IllegalStateException("no variable " + word + " among " + locals.keySet());
            }
            code.load(Type.INT_TYPE, local);
        }
    }
}
