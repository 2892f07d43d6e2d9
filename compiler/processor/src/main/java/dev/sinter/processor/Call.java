package dev.sinter.processor;

import dev.sinter.ir.Diagnostic;
import java.lang.StackWalker.StackFrame;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call that was under way when something was thrown.
 *
 * @param file     the source file with its package, {@code shop.Net.java}
 * @param line     the line
 * @param inLambda whether it stands in the body of a lambda
 * @param callee   the name of the method that was called, or {@code new Linear} for a constructor
 * @param ordinal  how many calls of that name in that line come before it
 */
record Call(String file, int line, boolean inLambda, String callee, int ordinal) {
    private static final String CONSTRUCTOR = "<init>";

    /** The calls that led to a mistake, innermost first. */
    static List<Call> of(Diagnostic mistake, Function<String, byte @Nullable []> classFiles) {
        List<Call> calls = new ArrayList<>();
        List<StackFrame> frames = mistake.frames();
        for (int i = 0; i < frames.size(); i++) {
            Call call = of(frames.get(i).toStackTraceElement(),
                    i == 0 ? null : frames.get(i - 1).toStackTraceElement());
            byte[] classFile = classFiles.apply(frames.get(i).getClassName());
            calls.add(classFile == null ? call : call.read(frames.get(i), classFile));
        }
        return calls;
    }

    /** The calls that a stack trace tells, innermost first. */
    static List<Call> of(Throwable thrown) {
        List<Call> calls = new ArrayList<>();
        StackTraceElement inner = null;
        for (StackTraceElement frame : thrown.getStackTrace()) {
            calls.add(of(frame, inner));
            inner = frame;
        }
        return calls;
    }

    private static Call of(StackTraceElement frame, @Nullable StackTraceElement inner) {
        String packageName = frame.getClassName().substring(0, frame.getClassName().lastIndexOf('.') + 1);
        return new Call(packageName + Objects.requireNonNullElse(frame.getFileName(), ""), frame.getLineNumber(),
                frame.getMethodName().startsWith("lambda$"),
                inner == null ? "" : callee(inner.getClassName(), inner.getMethodName()), 0);
    }

    private static String callee(String className, String method) {
        return method.equals(CONSTRUCTOR)
                ? "new " + className.substring(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1)
                : method;
    }

    /** This, with what the instruction says. Of methods of one name it is the one that has a call at this place in this line. */
    private Call read(StackFrame frame, byte[] classFile) {
        for (MethodModel method : ClassFile.of().parse(classFile).methods()) {
            if (method.methodName().equalsString(frame.getMethodName()) && method.code().isPresent()) {
                Call call = read(frame.getByteCodeIndex(), method.code().get());
                if (call != null) {
                    return call;
                }
            }
        }
        return this;
    }

    private @Nullable Call read(int index, Iterable<CodeElement> code) {
        List<String> before = new ArrayList<>();
        int at = 0;
        int lineHere = 0;
        for (CodeElement element : code) {
            if (element instanceof LineNumber number) {
                lineHere = number.line();
            } else if (element instanceof Instruction instruction) {
                if (element instanceof InvokeInstruction invoke && lineHere == line) {
                    String name = callee(invoke.owner().asInternalName().replace('/', '.'),
                            invoke.name().stringValue());
                    if (at == index) {
                        return new Call(file, line, inLambda, name,
                                (int) before.stream().filter(name::equals).count());
                    }
                    before.add(name);
                }
                at += instruction.sizeInBytes();
            }
        }
        return null;
    }
}
