package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.compiler.schedule.Port;
import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Slot;
import dev.sinter.runtime.Plan;
import dev.sinter.runtime.Region;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Writes the program's class: its plan as text, {@code step} as a switch, one small method per step that passes the arrays to the kernel's
 * class, and constants as static arrays.
 */
final class ProgramClass {
    private static final String PROGRAM = "dev/sinter/runtime/Program";
    /** Steps per switch: each takes about 12 bytes of bytecode, and HotSpot compiles no method over 8000. */
    private static final int CASES = 256;
    /** Class files limit a string to 65535 bytes, of which a char takes up to three. */
    private static final int PIECE = 20_000;
    /** The field that says whether vector classes run. */
    private static final String VECTOR = "VECTOR";

    private static final String LONGS = "[J";

    private final Schedule schedule;
    private final String name;
    private final List<Stage> stages;
    private final List<String> owners;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS);
    private final CpuOptions options;
    private final Plan plan;
    /** The first of the program's slots that kernels use as room, one after the other. */
    private int firstRoom;
    /** For each slot of the schedule its number in the program; constants have none. */
    private final Map<Integer, Integer> numbers = new HashMap<>();

    ProgramClass(Schedule schedule, String className, List<Stage> stages, List<String> owners, CpuOptions options) {
        this.options = options;
        this.schedule = schedule;
        this.name = className;
        this.stages = stages;
        this.owners = owners;
        this.plan = plan();
    }

    private Plan plan() {
        for (Port port : schedule.inputs()) {
            numbers.put(port.slot(), numbers.size());
        }
        int callers = schedule.inputs().size();
        for (Port port : schedule.outputs()) {
            numbers.putIfAbsent(port.slot(), callers);
            callers++;
        }
        List<Plan.Scratch> scratch = new ArrayList<>();
        for (int slot = 0; slot < schedule.slots().size(); slot++) {
            Slot room = schedule.slots().get(slot);
            if (room.role() == Slot.Role.SCRATCH) {
                numbers.put(slot, callers + scratch.size());
                scratch.add(new Plan.Scratch(room.dtype(), room.sizes()));
            }
        }
        List<List<Dim>> rooms = new ArrayList<>();
        for (Stage stage : stages) {
            List<Dim> lengths = stage.form() == null ? List.of() : stage.form().scratch();
            for (int i = 0; i < lengths.size(); i++) {
                if (i == rooms.size()) {
                    rooms.add(new ArrayList<>());
                }
                if (!rooms.get(i).contains(lengths.get(i))) {
                    rooms.get(i).add(lengths.get(i));
                }
            }
        }
        firstRoom = callers + scratch.size();
        rooms.forEach(lengths -> scratch.add(new Plan.Scratch(DType.I64, lengths)));
        List<Plan.Step> steps = stages.stream()
                .map(stage -> new Plan.Step(stage.name(), stage.units(), stage.cost())).toList();
        return new Plan(schedule.signature(), scratch, steps, regions(schedule.regions()));
    }

    /** Regions over this program's steps and slots. */
    private List<Region> regions(List<Region> regions) {
        return regions.stream()
                .map(region -> new Region(region.kind(), Objects.requireNonNull(numbers.get(region.slot())),
                        region.times(), stagesBefore(region.first()), stagesBefore(region.middle()),
                        stagesBefore(region.end()), regions(region.before()), regions(region.after())))
                .toList();
    }

    private int stagesBefore(int step) {
        return (int) stages.stream().filter(stage -> stage.step() < step).count();
    }

    private String internalName() {
        return name.replace('.', '/');
    }

    ClassFile write() {
        writer.visit(KernelClass.VERSION, ACC_PUBLIC | ACC_FINAL | ACC_SUPER, internalName(), null, PROGRAM, null);
        initialiser();
        constructor();
        for (int i = 0; i < stages.size(); i++) {
            stage(i);
        }
        dispatch();
        if (stages.stream().anyMatch(stage -> usesVectors(stage.form()))) {
            forms();
        }
        writer.visitEnd();
        return new ClassFile(name, writer.toByteArray());
    }

    private void constructor() {
        MethodVisitor code = writer.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        code.visitCode();
        code.visitVarInsn(ALOAD, 0);
        pieces(code, plan.text());
        code.visitMethodInsn(INVOKESPECIAL, PROGRAM, "<init>", "([Ljava/lang/String;)V", false);
        code.visitInsn(RETURN);
        end(code);
    }

    private static void end(MethodVisitor code) {
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    /** Pushes a text as an array of pieces that class files can hold. */
    private static void pieces(MethodVisitor code, String text) {
        int count = Math.max(1, (text.length() + PIECE - 1) / PIECE);
        code.visitLdcInsn(count);
        code.visitTypeInsn(ANEWARRAY, "java/lang/String");
        for (int i = 0; i < count; i++) {
            code.visitInsn(DUP);
            code.visitLdcInsn(i);
            code.visitLdcInsn(text.substring(i * PIECE, Math.min(text.length(), (i + 1) * PIECE)));
            code.visitInsn(AASTORE);
        }
    }

    private static String constantName(int slot) {
        return "CONSTANT_" + slot;
    }

    private boolean usesVectors(@Nullable Form form) {
        return options.vector() && form != null && form.hasVector();
    }

    /** The constants, and whether this JVM runs the vector classes. */
    private void initialiser() {
        MethodVisitor code = writer.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
        code.visitCode();
        if (stages.stream().anyMatch(stage -> usesVectors(stage.form()))) {
            writer.visitField(ACC_PRIVATE | ACC_STATIC | ACC_FINAL, VECTOR, "Z", null, null).visitEnd();
            code.visitLdcInsn(Type.getObjectType(internalName()));
            code.visitMethodInsn(INVOKESTATIC, "dev/sinter/runtime/VectorSupport", "availableTo",
                    "(Ljava/lang/Class;)Z", false);
            code.visitFieldInsn(PUTSTATIC, internalName(), VECTOR, "Z");
        }
        for (int slot = 0; slot < schedule.slots().size(); slot++) {
            Slot room = schedule.slots().get(slot);
            if (room.role() == Slot.Role.CONSTANT) {
                constant(code, slot, room);
            }
        }
        code.visitInsn(RETURN);
        end(code);
    }

    private void constant(MethodVisitor code, int slot, Slot room) {
        String type = Carrier.array(room.dtype()).getDescriptor();
        writer.visitField(ACC_PRIVATE | ACC_STATIC | ACC_FINAL, constantName(slot), type, null, null).visitEnd();
        code.visitLdcInsn(room.dtype().text());
        pieces(code, encode(room.dtype(), room.bits()));
        code.visitMethodInsn(INVOKESTATIC, "dev/sinter/runtime/Constants", "decode",
                "(Ljava/lang/String;[Ljava/lang/String;)Ljava/lang/Object;", false);
        code.visitTypeInsn(CHECKCAST, type);
        code.visitFieldInsn(PUTSTATIC, internalName(), constantName(slot), type);
    }

    /** The elements' bits, 16 in a char, the highest first; an element takes at least one char. */
    private static String encode(DType dtype, long[] bits) {
        StringBuilder text = new StringBuilder();
        for (long element : bits) {
            for (int shift = Math.max(dtype.bits(), 16) - 16; shift >= 0; shift -= 16) {
                text.append((char) (element >>> shift));
            }
        }
        return text.toString();
    }

    private static String methodName(int step) {
        return "step" + step;
    }

    private void stage(int step) {
        Stage stage = stages.get(step);
        MethodVisitor code = writer.visitMethod(ACC_PRIVATE, methodName(step), "(JJ)V", null, null);
        code.visitCode();
        Form form = stage.form();
        if (form == null) {
            copy(code, stage);
        } else {
            call(code, step, form, owners.get(step));
        }
        code.visitInsn(RETURN);
        end(code);
    }

    private void call(MethodVisitor code, int step, Form form, String owner) {
        Stage stage = stages.get(step);
        code.visitVarInsn(LLOAD, 1);
        code.visitVarInsn(LLOAD, 3);
        for (int i = 0; i < form.scratch().size(); i++) {
            array(code, firstRoom + i, LONGS);
        }
        stage.slots().forEach(slot -> array(code, slot));
        array(code, stage.output());
        List<String> symbols = plan.signature().symbols();
        for (String symbol : form.nest().symbols()) {
            code.visitVarInsn(ALOAD, 0);
            code.visitFieldInsn(GETFIELD, internalName(), "sizes", "[J");
            code.visitLdcInsn(symbols.indexOf(symbol));
            code.visitInsn(LALOAD);
        }
        String descriptor = Parameters.of(form.nest()).descriptor("JJ" + LONGS.repeat(form.scratch().size()), "V");
        if (!usesVectors(form)) {
            code.visitMethodInsn(INVOKESTATIC, owner, KernelClass.RUN, descriptor, false);
            return;
        }
        Label scalar = new Label();
        Label end = new Label();
        code.visitVarInsn(ALOAD, 0);
        code.visitFieldInsn(GETFIELD, internalName(), "vectors", "[Z");
        code.visitLdcInsn(step);
        code.visitInsn(BALOAD);
        code.visitJumpInsn(IFEQ, scalar);
        code.visitMethodInsn(INVOKESTATIC, owner + CpuBackend.VECTOR, KernelClass.RUN, descriptor, false);
        code.visitJumpInsn(GOTO, end);
        code.visitLabel(scalar);
        code.visitMethodInsn(INVOKESTATIC, owner, KernelClass.RUN, descriptor, false);
        code.visitLabel(end);
    }

    /** Pushes the array in a slot of the schedule. */
    private void array(MethodVisitor code, int slot) {
        Slot room = schedule.slots().get(slot);
        String type = Carrier.array(room.dtype()).getDescriptor();
        Integer number = numbers.get(slot);
        if (number == null) {
            code.visitFieldInsn(GETSTATIC, internalName(), constantName(slot), type);
            return;
        }
        array(code, number, type);
    }

    /** Pushes the array in a slot of the program. */
    private void array(MethodVisitor code, int number, String type) {
        code.visitVarInsn(ALOAD, 0);
        code.visitFieldInsn(GETFIELD, internalName(), "slots", "[Ljava/lang/Object;");
        code.visitLdcInsn(number);
        code.visitInsn(AALOAD);
        code.visitTypeInsn(CHECKCAST, type);
    }

    private void copy(MethodVisitor code, Stage stage) {
        array(code, stage.slots().get(0));
        code.visitVarInsn(LLOAD, 1);
        code.visitInsn(L2I);
        array(code, stage.output());
        code.visitVarInsn(LLOAD, 1);
        code.visitInsn(L2I);
        code.visitVarInsn(LLOAD, 3);
        code.visitVarInsn(LLOAD, 1);
        code.visitInsn(LSUB);
        code.visitInsn(L2I);
        code.visitMethodInsn(INVOKESTATIC, "java/lang/System", "arraycopy",
                "(Ljava/lang/Object;ILjava/lang/Object;II)V", false);
    }

    /** {@code step(step, lo, hi)}: one switch, or one over switches. */
    private void dispatch() {
        int groups = Math.max(1, (stages.size() + CASES - 1) / CASES);
        if (groups == 1) {
            cases(ACC_PROTECTED, "step", 0, stages.size());
            return;
        }
        MethodVisitor code = writer.visitMethod(ACC_PROTECTED, "step", "(IJJ)V", null, null);
        code.visitCode();
        for (int group = 0; group < groups; group++) {
            Label next = new Label();
            code.visitVarInsn(ILOAD, 1);
            code.visitLdcInsn((group + 1) * CASES);
            code.visitJumpInsn(IF_ICMPGE, next);
            code.visitVarInsn(ALOAD, 0);
            code.visitVarInsn(ILOAD, 1);
            code.visitVarInsn(LLOAD, 2);
            code.visitVarInsn(LLOAD, 4);
            code.visitMethodInsn(INVOKEVIRTUAL, internalName(), "steps" + group, "(IJJ)V", false);
            code.visitInsn(RETURN);
            code.visitLabel(next);
        }
        unknown(code);
        end(code);
        for (int group = 0; group < groups; group++) {
            cases(ACC_PRIVATE, "steps" + group, group * CASES, Math.min(stages.size(), (group + 1) * CASES));
        }
    }

    /** {@code hasVectors(step)}: a string's char per step; and {@code twin()}. */
    private void forms() {
        StringBuilder has = new StringBuilder();
        stages.forEach(stage -> has.append(usesVectors(stage.form()) ? '1' : '0'));
        MethodVisitor code = writer.visitMethod(ACC_PROTECTED, "hasVectors", "(I)Z", null, null);
        code.visitCode();
        Label no = new Label();
        code.visitFieldInsn(GETSTATIC, internalName(), VECTOR, "Z");
        code.visitJumpInsn(IFEQ, no);
        code.visitLdcInsn(has.toString());
        code.visitVarInsn(ILOAD, 1);
        code.visitMethodInsn(INVOKEVIRTUAL, "java/lang/String", "charAt", "(I)C", false);
        code.visitIntInsn(BIPUSH, '1');
        code.visitJumpInsn(IF_ICMPNE, no);
        code.visitInsn(ICONST_1);
        code.visitInsn(IRETURN);
        code.visitLabel(no);
        code.visitInsn(ICONST_0);
        code.visitInsn(IRETURN);
        end(code);
        MethodVisitor twin = writer.visitMethod(ACC_PROTECTED, "twin", "()L" + PROGRAM + ";", null, null);
        twin.visitCode();
        twin.visitTypeInsn(NEW, internalName());
        twin.visitInsn(DUP);
        twin.visitMethodInsn(INVOKESPECIAL, internalName(), "<init>", "()V", false);
        twin.visitInsn(ARETURN);
        end(twin);
    }

    private void unknown(MethodVisitor code) {
        code.visitVarInsn(ALOAD, 0);
        code.visitVarInsn(ILOAD, 1);
        code.visitMethodInsn(INVOKEVIRTUAL, internalName(), "unknown", "(I)Ljava/lang/IllegalArgumentException;",
                false);
        code.visitInsn(ATHROW);
    }

    private void cases(int access, String method, int first, int end) {
        MethodVisitor code = writer.visitMethod(access, method, "(IJJ)V", null, null);
        code.visitCode();
        Label other = new Label();
        if (first < end) {
            Label[] labels = new Label[end - first];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = new Label();
            }
            code.visitVarInsn(ILOAD, 1);
            code.visitTableSwitchInsn(first, end - 1, other, labels);
            for (int i = 0; i < labels.length; i++) {
                code.visitLabel(labels[i]);
                code.visitVarInsn(ALOAD, 0);
                code.visitVarInsn(LLOAD, 2);
                code.visitVarInsn(LLOAD, 4);
                code.visitMethodInsn(INVOKEVIRTUAL, internalName(), methodName(first + i), "(JJ)V", false);
                code.visitInsn(RETURN);
            }
        }
        code.visitLabel(other);
        unknown(code);
        end(code);
    }
}
