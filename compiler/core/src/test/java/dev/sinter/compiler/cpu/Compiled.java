package dev.sinter.compiler.cpu;

import dev.sinter.compiler.driver.LiteralBuffers;
import dev.sinter.compiler.schedule.Port;
import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Slot;
import dev.sinter.compiler.schedule.Step;
import dev.sinter.ir.Literal;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Program;
import dev.sinter.runtime.WorkerTeam;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.classfile.Attributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.util.CheckClassAdapter;

/** A compiled schedule in this JVM; each class has passed ASM's data flow analysis and the budget of bytecode per method. */
final class Compiled {
    /** HotSpot never compiles a method with more bytecode. */
    static final int HUGE = 8000;

    /** Defines classes given as bytes. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes = new HashMap<>();

        Loader() {
            super(Compiled.class.getClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private final Schedule schedule;
    final List<ClassFile> classes;
    final Program program;

    Compiled(Schedule schedule, CpuOptions options) {
        this.schedule = schedule;
        this.classes = CpuBackend.compile(schedule, "generated.Program", options);
        Loader loader = new Loader();
        for (ClassFile file : classes) {
            check(file, loader);
            loader.classes.put(file.name(), file.bytes());
        }
        try {
            program = (Program) loader.loadClass(classes.get(0).name()).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(ClassFile file, ClassLoader loader) {
        StringWriter problems = new StringWriter();
        CheckClassAdapter.verify(new ClassReader(file.bytes()), loader, false, new PrintWriter(problems));
        if (!problems.toString().isEmpty()) {
            throw new AssertionError(file.name() + ": " + problems);
        }
        largestMethods(file.bytes()).forEach((method, size) -> {
            if (size > HUGE) {
                throw new AssertionError(file.name() + "." + method + " has " + size + " bytes of bytecode");
            }
        });
    }

    /** The bytes of bytecode of each method. */
    static Map<String, Integer> largestMethods(byte[] bytes) {
        Map<String, Integer> sizes = new HashMap<>();
        java.lang.classfile.ClassFile.of().parse(bytes).methods()
                .forEach(method -> method.findAttribute(Attributes.code()).ifPresent(
                        code -> sizes.put(method.methodName().stringValue(), code.codeLength())));
        return sizes;
    }

    /** A schedule of one step whose inputs x0, x1 ... are the kernel's operands. */
    static Schedule schedule(Kernel kernel) {
        List<Slot> slots = new ArrayList<>();
        List<Port> inputs = new ArrayList<>();
        List<Integer> operands = new ArrayList<>();
        for (TensorType operand : kernel.operands()) {
            operands.add(slots.size());
            inputs.add(new Port("x" + slots.size(), operand, slots.size(), false));
            slots.add(new Slot(operand.dtype(), List.of(operand.shape().numel()), Slot.Role.INPUT, null));
        }
        Dim size = kernel.output().shape().numel();
        int output = slots.size();
        slots.add(new Slot(kernel.output().dtype(), List.of(size), Slot.Role.OUTPUT, null));
        return new Schedule("kernel", slots, List.of(new Step(kernel, operands, output)), inputs,
                List.of(new Port("y", kernel.output(), output, false)), List.of());
    }

    /** The outputs for these inputs, which are not changed, with this many threads. */
    Map<String, Literal> run(Map<String, Literal> inputs, int threads) {
        Buffer[] given = new Buffer[schedule.inputs().size()];
        for (int i = 0; i < given.length; i++) {
            given[i] = LiteralBuffers.buffer(inputs.get(schedule.inputs().get(i).name()));
        }
        Buffer[] results = new Buffer[schedule.outputs().size()];
        try (WorkerTeam team = new WorkerTeam(threads)) {
            program.setTeam(team);
            program.run(given, results);
        }
        Map<String, Literal> outputs = new LinkedHashMap<>();
        for (int i = 0; i < results.length; i++) {
            outputs.put(schedule.outputs().get(i).name(), LiteralBuffers.literal(results[i]));
        }
        return outputs;
    }

    /** The same elements with one bit pattern for all NaNs: payloads are not promised. */
    static Literal canonical(Literal literal) {
        if (!literal.dtype().isFloating()) {
            return literal;
        }
        long[] bits = literal.bits();
        for (int i = 0; i < bits.length; i++) {
            double value = Literals.toDouble(literal.dtype(), bits[i]);
            if (Double.isNaN(value)) {
                bits[i] = Literals.bits(literal.dtype(), Double.NaN);
            }
        }
        return new Literal(literal.type(), bits);
    }

    /** Counts the calls of Vector API methods in each method. */
    static Map<String, Integer> vectorCalls(byte[] bytes) {
        Map<String, Integer> calls = new HashMap<>();
        new ClassReader(bytes).accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                    String[] exceptions) {
                return new MethodVisitor(Opcodes.ASM9) {
                    @Override
                    public void visitMethodInsn(int opcode, String owner, String called, String type,
                            boolean isInterface) {
                        if (owner.startsWith("jdk/incubator/vector/")) {
                            calls.merge(name, 1, Integer::sum);
                        }
                    }
                };
            }
        }, 0);
        return calls;
    }
}
