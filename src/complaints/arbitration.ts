/** Whoever asks for it wants the sealed sample tested by somebody else: quality control has it (domain.md 4.4). */
export const isOfArbitration = (text: string | undefined): boolean => /仲裁|arbitrat/i.test(text ?? '')
