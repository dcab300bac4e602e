// On a server there is nothing to define.
export {};
